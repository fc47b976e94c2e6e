import type { Accepted } from '../support/workers.js';
import { pace } from './pace.js';
import type { Plan, PlannedJob } from './plan.js';
import { isOpen, isPromise, type RelayCaller } from './relay-caller.js';

/** Export workers that take job after job of the plan, at any replica, until they are told to stop. */
export class Workload {
  /** What they were promised. */
  readonly accepted: Accepted[] = [];
  private stopped = false;
  private readonly all: Promise<unknown>;

  constructor(
    private readonly plan: Plan,
    private readonly relay: RelayCaller,
  ) {
    this.all = Promise.all(Array.from({ length: plan.workers }, () => this.work()));
  }

  /** Resolves when every report that was begun is accepted. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.all;
  }

  private async work(): Promise<void> {
    while (!this.stopped) await this.take(this.plan.nextJob());
  }

  private async take(job: PlannedJob): Promise<void> {
    const { id: jobId, events } = job;
    if (job.registered) {
      await this.relay.insist({ path: '/v1/export-jobs', body: { id: jobId, numberOfItems: 3 } });
    }
    if (job.batch) {
      await this.insistOnBatch(jobId, events);
    } else {
      for (const event of events) {
        if (this.stopped && event !== events[0]) return;
        for (let time = 0; time < job.times; time++) await this.insistOn(jobId, event);
        await pace(job.pauseMs);
      }
    }
    if (job.contradicts) {
      const event = events.includes('failed') ? 'completed' : 'failed';
      const { status } = await this.relay.ask({ path: '/v1/export-job-events', body: { jobId, event } });
      if (status < 400 && status !== 0) {
        this.relay.faults.push(
          `${event} of ${jobId}, which was ${events.join(' and ')}, was answered ${status}`,
        );
      }
    }
  }

  private async insistOn(jobId: string, event: string): Promise<void> {
    const reason =
      event === 'failed' ? { failureReason: 'no luck', failureReasonType: 'service_timeout' } : {};
    await this.relay.insist({ path: '/v1/export-job-events', body: { jobId, event, ...reason } });
    this.accepted.push({ jobId, event });
  }

  /** All at once, and again what was not taken. */
  private async insistOnBatch(jobId: string, events: readonly string[]): Promise<void> {
    const { faults } = this.relay;
    let left = events.map((event) => ({ jobId, event }));
    while (left.length > 0) {
      const body = { events: left };
      const { status, text } = await this.relay.askUntilAnswered({
        path: '/v1/export-job-events/batch',
        body,
      });
      if (status !== 207) {
        faults.push(`${JSON.stringify(body)} was answered ${status}: ${text}`);
        return;
      }
      const { results } = JSON.parse(text) as { results: { status: number }[] };
      const statusOf = (index: number) => results[index]?.status ?? 0;
      this.accepted.push(...left.filter((_, index) => isPromise(statusOf(index))));
      const odd = results.find((result) => !isPromise(result.status) && !isOpen(result.status));
      if (odd) faults.push(`${JSON.stringify(body)} was answered ${text}`);
      left = odd ? [] : left.filter((_, index) => !isPromise(statusOf(index)));
    }
  }
}
