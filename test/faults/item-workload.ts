import type { Sandbox } from '../../sandbox/sandbox.js';
import type { Accepted } from '../support/workers.js';
import { ItemLedger, type LedgerJob } from './item-ledger.js';
import type { PlannedEntry, PlannedItemJob, Result } from './item-plan.js';
import { derivedEventOf } from './item-verdicts.js';
import { pace } from './pace.js';
import type { Plan } from './plan.js';
import { isOpen, isPromise, type RelayCaller, type Reply } from './relay-caller.js';

interface Updated {
  readonly data: { accountingEntryId: string; status: string; externalId: string | null }[];
  readonly errors: { accountingEntryId: string; type: string; message: string }[];
}

type ItemJob = LedgerJob<PlannedItemJob>;

/** Workers that report the results of items, job after job of the plan, and end the jobs. */
export class ItemWorkload {
  readonly ledger = new ItemLedger();
  /** The events that they were promised. */
  readonly accepted: Accepted[] = [];
  private stopped = false;
  private readonly all: Promise<unknown>;

  constructor(
    private readonly plan: Plan,
    private readonly relay: RelayCaller,
    private readonly sandbox: Sandbox,
  ) {
    this.all = Promise.all(Array.from({ length: plan.bookkeepers }, () => this.work()));
  }

  /** Resolves when every job that was begun is ended, with the results that were reported by now. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.all;
  }

  private async work(): Promise<void> {
    while (!this.stopped) await this.take(this.plan.nextItemJob());
  }

  private async take(plan: PlannedItemJob): Promise<void> {
    const job = this.ledger.open(plan);
    for (const { id, refusal } of plan.entries) {
      if (refusal) this.sandbox.refuseItem(id, refusal.type, refusal);
    }
    if (plan.isKnown) await this.announce(plan);
    if (plan.chunk === 1) await this.reportTooEarly(job);
    await this.relay.insist({
      path: '/v1/export-job-events',
      body: { jobId: plan.id, event: 'started' },
    });
    this.accepted.push({ jobId: plan.id, event: 'started' });

    const reports = this.reportAll(job);
    if (!plan.isHasty) await reports;
    await Promise.all([reports, this.end(job)]);
    if (job.isEnding) await this.reportTooLate(job);
  }

  /** A job that Pleo has with its entries, and the relay with their number. */
  private async announce({ id, entries, expiresInSeconds }: PlannedItemJob): Promise<void> {
    const accountingEntryIds = entries.filter(({ isStray }) => !isStray).map((entry) => entry.id);
    this.sandbox.createJob({
      id,
      // An empty list would be one of no entries; its number says the same.
      ...(accountingEntryIds.length > 0 ? { accountingEntryIds } : { numberOfItems: 0 }),
      ...(expiresInSeconds !== null && { expiresIn: expiresInSeconds }),
    });
    await this.relay.insist({
      path: '/v1/export-jobs',
      body: { id, numberOfItems: accountingEntryIds.length },
    });
  }

  /** The hands share the entries; each says all of one before it says the next. */
  private async reportAll(job: ItemJob): Promise<void> {
    const { entries, hands, isContested } = job.plan;
    const shares = Array.from({ length: hands }, (_, hand) =>
      entries.filter((_entry, index) => index % hands === hand),
    );
    const rivals = entries.flatMap(({ rival }) => (rival ? [rival] : []));
    const ofRivals = () => this.report(job, rivals);
    await Promise.all([...shares.map((share) => this.reportShare(job, share)), isContested && ofRivals()]);
    if (!isContested) await ofRivals();
  }

  private async reportShare(job: ItemJob, share: readonly PlannedEntry[]): Promise<void> {
    for (const round of [0, 1]) {
      await this.report(
        job,
        share.flatMap(({ results }) => results[round] ?? []),
      );
    }
  }

  /** In requests of the planned size. */
  private async report(job: ItemJob, results: readonly Result[]): Promise<void> {
    const { chunk, times, pauseMs } = job.plan;
    for (let from = 0; from < results.length && !this.stopped; from += chunk) {
      const part = results.slice(from, from + chunk);
      for (let time = 0; time < times; time++) await this.put(job, part);
      await pace(pauseMs);
    }
  }

  private async put(job: ItemJob, results: readonly Result[]): Promise<void> {
    const { id, version } = job.plan;
    const path = `/${version}/export-jobs/${id}/items`;
    this.ledger.sent(job, results);
    const { status, text } = await this.relay.askUntilAnswered({ method: 'PUT', path, body: results });
    if (status === 422 && job.isEnding && text.includes('EXPORT_JOB_STATUS_UNPROCESSABLE')) return;
    if (status !== 200) {
      this.relay.faults.push(`Results of ${id} were answered ${status}: ${text.slice(0, 300)}`);
      return;
    }
    const { data, errors } = JSON.parse(text) as Updated;
    const inOrder = [...data, ...errors].length === results.length && isInOrder(results, data, errors);
    if (!inOrder) this.relay.faults.push(`Results of ${id} were answered in another order: ${text}`);
    for (const result of results) {
      const kept = data.find(({ accountingEntryId }) => accountingEntryId === result.accountingEntryId);
      if (!kept) this.ledger.refused(job, result);
      else if (kept.status !== result.status || kept.externalId !== (result.externalId ?? null))
        this.relay.faults.push(`${JSON.stringify(result)} was answered ${JSON.stringify(kept)}`);
      else this.ledger.accepted(job, result);
    }
    const odd = errors.find(({ type, message }) => type !== 'EXPORT_ENTRY_STATUS_UPDATE_FAILED' || !message);
    if (odd) this.relay.faults.push(`A result of ${id} was refused: ${JSON.stringify(odd)}`);
  }

  /** Before `started`, once: what a replica that stands still has in hand it may hear when the job has begun. */
  private async reportTooEarly(job: ItemJob): Promise<void> {
    const { id, isKnown, entries } = job.plan;
    const path = `/v1/export-jobs/${id}/items`;
    const early: Result[] = entries
      .slice(0, 1)
      .map((entry) => ({ accountingEntryId: entry.id, status: 'successful', externalId: 'early' }));
    this.ledger.sent(job, early);
    const { status, text } = await this.relay.ask({ method: 'PUT', path, body: early });
    if (isOpen(status)) job.isHaunted = true;
    else if (status !== (isKnown ? 422 : 404))
      this.relay.faults.push(`Results of ${id} before its start were answered ${status}: ${text}`);
    // Nobody has heard of it.
    else job.entries.clear();
  }

  /** Of an entry that nobody has spoken of: after the end nothing is taken. */
  private async reportTooLate({ plan }: ItemJob): Promise<void> {
    const path = `/v1/export-jobs/${plan.id}/items`;
    const body = [{ accountingEntryId: plan.id, status: 'successful', externalId: 'late' }];
    const { status, text } = await this.relay.askUntilAnswered({ method: 'PUT', path, body });
    if (status !== 422)
      this.relay.faults.push(`Late results of ${plan.id} were answered ${status}: ${text.slice(0, 300)}`);
  }

  private async end(job: ItemJob): Promise<void> {
    const { plan } = job;
    if (plan.ending === 'none') return;
    job.isEnding = true;
    if (plan.ending !== 'finish') {
      const body = { jobId: plan.id, event: plan.ending };
      await this.relay.insist({ path: '/v1/export-job-events', body });
      return this.ended(job, plan.ending);
    }
    const path = `/v1/export-jobs/${plan.id}/finish`;
    const whole = await this.relay.askUntilAnswered({ path, body: {} });
    if (isPromise(whole.status)) return this.finished(job, whole, false);
    if (whole.status !== 422 || !whole.text.includes('EXPORT_JOB_ITEMS_UNFINISHED'))
      return void this.relay.faults.push(`Finishing ${plan.id} was answered ${whole.status}: ${whole.text}`);
    if (!plan.isHasty && !job.isHaunted && derivedEventOf(job, false) !== null)
      this.relay.faults.push(`Finishing ${plan.id} was refused though all is in: ${whole.text}`);
    const parts = await this.relay.askUntilAnswered({ path, body: { allowMissing: true } });
    if (isPromise(parts.status)) return this.finished(job, parts, true);
    this.relay.faults.push(`Finishing ${plan.id} anyway was answered ${parts.status}: ${parts.text}`);
  }

  /** The event must be the one that the results come to, unless some were reported at the same time. */
  private finished(job: ItemJob, { text }: Reply, allowMissing: boolean): void {
    const { event, failureReasonType } = JSON.parse(text) as {
      event: string;
      failureReasonType: string | null;
    };
    this.ended(job, event);
    // Where the relay has asked Pleo, it may know that there are no entries.
    const isAsked = this.plan.claimRules.polls && job.entries.size === 0;
    if (job.plan.isHasty || job.isHaunted || isAsked) return;
    const derived = derivedEventOf(job, allowMissing);
    const isRight =
      derived?.event === event && derived.reasonTypes.some((type) => type === failureReasonType);
    if (isRight) return;
    this.relay.faults.push(
      `${job.plan.id} was finished as ${event} (${failureReasonType}), not ${JSON.stringify(derived)}`,
    );
  }

  private ended(job: ItemJob, event: string): void {
    job.finalEvent = event;
    this.accepted.push({ jobId: job.plan.id, event });
  }
}

/** Whether both lists keep the order of what was sent. */
function isInOrder(results: readonly Result[], ...lists: { accountingEntryId: string }[][]): boolean {
  const places = new Map(results.map(({ accountingEntryId }, index) => [accountingEntryId, index]));
  return lists.every((list) =>
    list.every(({ accountingEntryId }, index) => {
      const before = index === 0 ? -1 : (places.get(list[index - 1]?.accountingEntryId ?? '') ?? Infinity);
      return (places.get(accountingEntryId) ?? -1) > before;
    }),
  );
}
