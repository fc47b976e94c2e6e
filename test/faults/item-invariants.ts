import type { Sandbox, SandboxJobItem, SandboxRequest } from '../../sandbox/sandbox.js';
import type { Admin } from './admin.js';
import type { ItemRow } from './item-books.js';
import { type ItemLedger, type LedgerEntry, type LedgerJob, isFinal } from './item-ledger.js';
import { type ItemRules, type KnownPlan, LONG_HOLD_SECONDS, type Result } from './item-plan.js';
import { killedBy } from './pleo-troubles.js';

/** The clocks are one; the database rounds to milliseconds, and the sandbox may look up late. */
const CLOCK_MS = 250;

const FINAL_EVENTS = new Set(['completed', 'completed_with_errors', 'failed']);

/** All that is known of the results of one simulation. */
export interface ItemEvidence {
  readonly ledger: ItemLedger;
  readonly rows: readonly ItemRow[];
  readonly rules: ItemRules;
  readonly admin: Admin;
  readonly sandbox: Sandbox;
}

/** One final result of each entry was accepted at most, and none refused without another one. */
export function onePromiseEach({ ledger }: ItemEvidence): string[] {
  return everyEntry(ledger, (job, id, { accepted, sent, isRefused }) => {
    if (accepted.length > 1)
      return `Results of ${id} of ${job.plan.id} were accepted though they differ: ${JSON.stringify(accepted)}`;
    return isRefused && sent.length === 0
      ? `A result of ${id} of ${job.plan.id} was refused for nothing`
      : null;
  });
}

/** What was accepted stands in the table, and nothing that nobody has said. */
export function keptResults({ ledger, rows }: ItemEvidence): string[] {
  const kept = new Map(rows.map((row) => [keyOf(row.jobId, row.accountingEntryId), row]));
  const strangers = rows.filter(
    ({ jobId, accountingEntryId }) => !ledger.jobs.get(jobId)?.entries.has(accountingEntryId),
  );
  return [
    ...strangers.map(({ jobId, accountingEntryId }) => `Nobody reported ${accountingEntryId} of ${jobId}`),
    ...everyEntry(ledger, (job, id, { accepted, sent }) => {
      const row = kept.get(keyOf(job.plan.id, id));
      const [promised] = accepted;
      if (promised && !(row && isRowOf(row, promised)))
        return `${JSON.stringify(promised)} of ${job.plan.id} was accepted, and there is ${JSON.stringify(row)}`;
      if (row && isFinal(row) && !sent.some((result) => isRowOf(row, result)))
        return `Nobody said what is kept of ${id} of ${job.plan.id}: ${JSON.stringify(row)}`;
      return null;
    }),
  ];
}

/** Pleo has of each entry what the relay says that it has, and no other final result. */
export function sameItems({ rows, rules, admin, sandbox }: ItemEvidence): string[] {
  const atPleo = itemsAtPleo(sandbox, rows);
  return rows.flatMap((row) => {
    const { jobId, accountingEntryId, deliveryStatus } = row;
    const item = atPleo.get(keyOf(jobId, accountingEntryId));
    const isThere = item !== undefined && isItemOf(item, row, rules);
    const what = `${JSON.stringify(row)}; Pleo has ${JSON.stringify(item)}`;
    if (item && (item.status === 'successful' || item.status === 'failed') && !isThere)
      return [`Pleo has another result than the relay: ${what}`];
    switch (deliveryStatus) {
      case 'pending':
        return [`A result waits in the end: ${what}`];
      case 'delivered':
        return isThere ? [] : [`Pleo does not have what is said to be delivered: ${what}`];
      case 'discarded':
        return admin.discarded.has(keyOf(jobId, accountingEntryId))
          ? []
          : [`Nobody has discarded this: ${what}`];
      case 'dead':
        return [];
    }
  });
}

/** Dead are only results that Pleo has refused or was too late for, and that it does not have; and they say why. */
export function explainedItemDeaths({ ledger, rows, rules, sandbox }: ItemEvidence): string[] {
  const dead = rows.filter(({ deliveryStatus }) => deliveryStatus === 'dead');
  if (dead.length === 0) return [];
  const refused = new Map<string, number>();
  const slow = new Set<string>();
  for (const request of sandbox.requests) {
    for (const id of killedBy(request)) refused.set(keyOf(request.jobId, id), request.number);
    // It may have been handled when its client had gone long since, and knew nothing of it.
    if (request.fault === 'latency' && request.statusCode === null)
      for (const id of request.entryIds ?? []) slow.add(keyOf(request.jobId, id));
  }
  const atPleo = itemsAtPleo(sandbox, dead);
  return dead.flatMap((row) => {
    const { jobId, accountingEntryId, outcome, error } = row;
    const key = keyOf(jobId, accountingEntryId);
    const entry = ledger.jobs.get(jobId)?.plan.entries.find(({ id }) => id === accountingEntryId);
    const item = atPleo.get(key);
    const isTrue =
      outcome === 'too_late'
        ? isTooLate(sandbox, row)
        : outcome === 'refused' && ((entry && isRefusedFor(entry, error ?? '', rules)) || refused.has(key));
    if (!isTrue) return [`A result is dead without need: ${JSON.stringify(row)}`];
    const isThere = item !== undefined && isFinal(row) && isItemOf(item, row, rules);
    return isThere && !slow.has(key) && !refused.has(key)
      ? [`A result is dead though Pleo has it: ${JSON.stringify(row)}`]
      : [];
  });
}

/** Final events came behind all results that had not been given up by then, and long holds held. */
export function resultsBeforeTheEnd({ rows, rules, admin, sandbox }: ItemEvidence): string[] {
  const endedAt = new Map<string, SandboxRequest>();
  for (const request of sandbox.requests) {
    const { method, event, jobId } = request;
    if (method === 'POST' && event && jobId && FINAL_EVENTS.has(event) && !endedAt.has(jobId))
      endedAt.set(jobId, request);
  }
  const late = rows.filter(({ jobId, deliveredAt, deliveryStatus }) => {
    const end = endedAt.get(jobId)?.receivedAt;
    if (end === undefined) return false;
    // What a person delivers again after dead results have let the end go comes late.
    if (deliveredAt !== null && deliveredAt > end + CLOCK_MS) return !admin.touched.has(jobId);
    return deliveryStatus === 'pending';
  });
  const unheld = rows.filter(
    ({ jobId, deliveryStatus }) =>
      deliveryStatus === 'dead' && rules.holdSeconds === LONG_HOLD_SECONDS && endedAt.has(jobId),
  );
  const after = sandbox.requests.filter(
    ({ method, jobId, number }) =>
      method === 'PUT' &&
      jobId !== null &&
      number > (endedAt.get(jobId)?.number ?? Infinity) &&
      !admin.touched.has(jobId),
  );
  return [
    ...late.map((row) => `The end of a job did not wait for a result: ${JSON.stringify(row)}`),
    ...unheld.map((row) => `A dead result did not hold the end of its job: ${JSON.stringify(row)}`),
    ...after.map(({ jobId, number }) => `Request ${number} sent results of ${jobId} after its end`),
  ];
}

/** No entry twice in a request, nor more of them than are allowed; none again that was known to be delivered. */
export function properRequests({ rows, rules, sandbox }: ItemEvidence): string[] {
  const deliveredAt = new Map(rows.map((row) => [keyOf(row.jobId, row.accountingEntryId), row.deliveredAt]));
  return sandbox.requests.flatMap(({ jobId, entryIds, receivedAt, number }) => {
    if (entryIds === null) return [];
    const again = entryIds.filter(
      (id) => receivedAt > (deliveredAt.get(keyOf(jobId, id)) ?? Infinity) + CLOCK_MS,
    );
    return [
      ...(entryIds.length === new Set(entryIds).size
        ? []
        : [`Request ${number} names an entry of ${jobId} twice`]),
      ...(entryIds.length <= rules.perRequest
        ? []
        : [`Request ${number} of ${jobId} has ${entryIds.length} entries`]),
      ...again.map((id) => `Request ${number} sent ${id} of ${jobId}, which was known to be delivered`),
    ];
  });
}

/** Jobs that somebody has ended are over, as they were ended. */
export function endedJobs({ ledger }: ItemEvidence, statuses: ReadonlyMap<string, string>): string[] {
  return [...ledger.jobs.values()].flatMap(({ plan, finalEvent }) => {
    const status = statuses.get(plan.id);
    return status === (finalEvent ?? 'in_progress')
      ? []
      : [`${plan.id} is ${status} in the end, after ${finalEvent}`];
  });
}

/** The jobs that Pleo has given up by itself. */
export function expiredJobs({ ledger, sandbox }: Pick<ItemEvidence, 'ledger' | 'sandbox'>): Set<string> {
  return new Set([...ledger.jobs.keys()].filter((id) => sandbox.job(id)?.expiredAt));
}

function isTooLate(sandbox: Sandbox, { jobId, error }: ItemRow): boolean {
  const status = sandbox.job(jobId)?.status ?? '';
  return FINAL_EVENTS.has(status) && (error ?? '').includes(`"${status}"`);
}

function isRefusedFor(
  { refusal, isStray }: KnownPlan['entries'][number],
  error: string,
  { behaviour }: ItemRules,
): boolean {
  if (isStray && error.includes('ACCOUNTING_ENTRY_DOES_NOT_EXIST')) return true;
  if (!refusal) return false;
  // The refusal met the result and then `in_progress`: what Pleo says in the end is that this is missing.
  if (behaviour.inProgressFirst && error.includes('EXPORT_ENTRY_STATUS_UPDATE_FAILED')) return true;
  // What was malformed, or left out, has no word of its own.
  return refusal.type === 'bad' || refusal.type === 'omitted' ? error !== '' : error.includes(refusal.type);
}

/** Whether the relay keeps this. */
function isRowOf(row: ItemRow, result: Result): boolean {
  const exportedAt = result.exportedAt === undefined ? null : Date.parse(result.exportedAt);
  return (
    row.status === result.status &&
    row.exportedAt === exportedAt &&
    row.externalId === (result.externalId ?? null) &&
    row.externalUrl === (result.externalUrl ?? null) &&
    row.failureReason === (result.failureReason ?? null) &&
    row.failureReasonType === (result.failureReasonType ?? null)
  );
}

/** Whether Pleo has this: its times have whole seconds, and v1 and v2 have no word for what is unknown. */
function isItemOf(item: SandboxJobItem, row: ItemRow, { pleoVersion }: ItemRules): boolean {
  if (!isFinal(row)) return item.status === 'in_progress' || item.status === 'abandoned';
  const isNewWord = row.failureReasonType?.endsWith('_unknown') && pleoVersion !== 'v3';
  const secondOf = (ms: number | null) => (ms === null ? null : Math.floor(ms / 1000));
  return (
    item.status === row.status &&
    secondOf(item.exportedAt === null ? null : Date.parse(item.exportedAt)) === secondOf(row.exportedAt) &&
    item.externalId === row.externalId &&
    item.externalUrl === row.externalUrl &&
    item.failureReason === row.failureReason &&
    item.failureReasonType === (isNewWord ? 'invalid_configuration' : row.failureReasonType)
  );
}

function itemsAtPleo(sandbox: Sandbox, rows: readonly ItemRow[]): Map<string, SandboxJobItem> {
  const jobs = new Set(rows.map(({ jobId }) => jobId));
  return new Map(
    [...jobs].flatMap((jobId) =>
      sandbox.items(jobId).map((item) => [keyOf(jobId, item.accountingEntryId), item] as const),
    ),
  );
}

function everyEntry(
  ledger: ItemLedger,
  look: (job: LedgerJob, id: string, entry: LedgerEntry) => string | null,
): string[] {
  return [...ledger.jobs.values()].flatMap((job) =>
    [...job.entries].flatMap(([id, entry]) => look(job, id, entry) ?? []),
  );
}

function keyOf(jobId: string | null, accountingEntryId: string): string {
  return `${jobId} ${accountingEntryId}`;
}
