import { setInterval as every } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/sandbox.js';
import type { Draw } from './draw.js';
import type { RelayCaller } from './relay-caller.js';

/** How often a person looks at what is dead. */
const EVERY_MS = 300;

interface DeadItem {
  readonly accountingEntryId: string;
  readonly exportJobId: string;
}

interface DeadPage {
  readonly data: DeadItem[];
  readonly pagination: { readonly hasNextPage: boolean; readonly endCursor: string };
}

/** Answers of an act that came too late, or too early: somebody else has the job in hand. */
const CONFLICT = 409;

/** A person who sees to what is dead, now and then, and does not always do the wise thing. */
export class Admin {
  /** Entries that were given up, perhaps, as `job entry`. */
  readonly discarded = new Set<string>();
  /** Jobs of which dead results were delivered again, or given up. */
  readonly touched = new Set<string>();
  /** Acts, by what they were. */
  readonly acts = new Map<string, number>();
  /** Jobs that are seen to at this moment. */
  private readonly pending = new Set<string>();
  private readonly stopping = new AbortController();
  private readonly all: Promise<void>;

  constructor(
    private readonly draw: Draw,
    private readonly relay: RelayCaller,
    private readonly sandbox: Sandbox,
  ) {
    this.all = this.work();
  }

  /** Resolves when no act is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.all;
  }

  /** Delivers all dead events and results once more. */
  async redeliverAll(): Promise<void> {
    await this.redeliverEvents();
    for (const { exportJobId } of await this.dead()) this.pending.add(exportJobId);
    for (const jobId of this.pending) await this.act(jobId, 'redeliver', {});
    this.pending.clear();
  }

  /** Gives up all that is dead, events and results. */
  async discardAll(): Promise<void> {
    const { data } = await this.read<{ data: { id: string }[] }>(
      '/v1/export-job-events?deliveryStatus=dead&limit=200',
    );
    for (const { id } of data) {
      const path = `/v1/export-job-events/${id}/discard`;
      const { status, text } = await this.relay.askUntilAnswered({ path, body: { reason: 'given up' } });
      if (status !== 200) this.relay.faults.push(`${path} was answered ${status}: ${text}`);
    }
    for (const { exportJobId: jobId, accountingEntryId } of await this.dead()) {
      this.discarded.add(`${jobId} ${accountingEntryId}`);
      this.pending.add(jobId);
    }
    for (const jobId of this.pending) await this.act(jobId, 'discard', { reason: 'given up' });
    this.pending.clear();
  }

  /** Ends refusals at Pleo, as if their cause had been mended. */
  private mend(entries: readonly DeadItem[]): void {
    for (const { accountingEntryId } of entries) this.sandbox.acceptItem(accountingEntryId);
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    try {
      for await (const look of every(EVERY_MS, () => this.look(), { signal })) await look();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  private async look(): Promise<void> {
    if (this.draw.chance(0.1)) await this.redeliverEvents();
    const { data } = await this.read<DeadPage>('/v1/export-job-items/dead?limit=100');
    if (data.length === 0) return;
    const { exportJobId: jobId } = this.draw.one(data);
    const ofJob = data.filter(({ exportJobId }) => exportJobId === jobId);
    const some = ofJob.slice(0, this.draw.whole(1, ofJob.length));
    const accountingEntryIds = some.map((item) => item.accountingEntryId);
    if (this.draw.chance(0.4)) this.mend(some);
    if (this.draw.chance(0.3)) {
      accountingEntryIds.forEach((entry) => this.discarded.add(`${jobId} ${entry}`));
      await this.act(jobId, 'discard', { reason: 'booked by hand', accountingEntryIds });
    } else {
      await this.act(jobId, 'redeliver', this.draw.chance(0.5) ? {} : { accountingEntryIds });
    }
  }

  private async act(jobId: string, act: 'redeliver' | 'discard', body: object): Promise<void> {
    this.touched.add(jobId);
    const path = `/v1/export-jobs/${jobId}/items/${act}`;
    const { status, text } = await this.relay.askUntilAnswered({ path, body });
    const name = status === CONFLICT ? `${act} in vain` : act;
    this.acts.set(name, (this.acts.get(name) ?? 0) + 1);
    if (status === CONFLICT && /EXPORT_JOB_(ITEMS_NOT_DEAD|EVENT_UNDER_WAY)/.test(text)) return;
    if (status !== (act === 'discard' ? 200 : 202))
      this.relay.faults.push(`${path} ${JSON.stringify(body)} was answered ${status}: ${text}`);
  }

  /** All results that are dead. */
  private async dead(): Promise<DeadItem[]> {
    const items: DeadItem[] = [];
    for (let after = ''; ;) {
      const { data, pagination } = await this.read<DeadPage>(`/v1/export-job-items/dead?limit=200${after}`);
      items.push(...data);
      if (!pagination.hasNextPage) return items;
      after = `&after=${encodeURIComponent(pagination.endCursor)}`;
    }
  }

  private async redeliverEvents(): Promise<void> {
    const path = '/v1/export-job-events/redeliver';
    // A connection of the pool may still be found broken, which is answered "try again in a few seconds".
    await this.relay.insist({ path, body: { all: true } });
  }

  private async read<Body>(path: string): Promise<Body> {
    const { status, text } = await this.relay.askUntilAnswered({ method: 'GET', path });
    if (status !== 200) throw new Error(`${path} was answered ${status}: ${text}`);
    return JSON.parse(text) as Body;
  }
}
