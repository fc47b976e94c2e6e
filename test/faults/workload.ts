import { setTimeout as sleep } from 'node:timers/promises';
import type { Accepted } from '../support/workers.js';
import type { Plan, PlannedJob } from './plan.js';

/** How long a worker waits for an answer before it asks another replica. */
const REPORT_TIMEOUT_MS = 4000;

/** Answers that promise something, and those that mean "again". No answer at all is 0. */
const PROMISES = new Set([200, 201, 202]);
const AGAIN = new Set([0, 503]);

/** How long a worker waits before that. */
const AGAIN_MS = 50;

interface Report {
  readonly path: string;
  readonly body: unknown;
}

/** Export workers that take job after job of the plan, at any replica, until they are told to stop. */
export class Workload {
  /** What they were promised. */
  readonly accepted: Accepted[] = [];
  /** Reports made, by the status of the answer. */
  readonly statuses = new Map<number, number>();
  /** Answers that make no sense, as sentences. */
  readonly faults: string[] = [];
  private stopped = false;
  private turn = 0;
  private readonly all: Promise<unknown>;

  constructor(
    private readonly plan: Plan,
    private readonly urls: () => string[],
  ) {
    this.all = Promise.all(Array.from({ length: plan.workers }, () => this.work()));
  }

  get reports(): number {
    return [...this.statuses.values()].reduce((sum, count) => sum + count, 0);
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
    if (job.registered) await this.insist({ path: '/v1/export-jobs', body: { id: jobId, numberOfItems: 3 } });
    if (job.batch) {
      await this.insistOnBatch(jobId, events);
    } else {
      for (const event of events) {
        if (this.stopped && event !== events[0]) return;
        for (let time = 0; time < job.times; time++) await this.insistOn(jobId, event);
        await sleep(job.pauseMs);
      }
    }
    if (job.contradicts) {
      const event = events.includes('failed') ? 'completed' : 'failed';
      const { status } = await this.ask({ path: '/v1/export-job-events', body: { jobId, event } });
      if (status < 400 && status !== 0) {
        this.faults.push(`${event} of ${jobId}, which was ${events.join(' and ')}, was answered ${status}`);
      }
    }
  }

  private async insistOn(jobId: string, event: string): Promise<void> {
    const reason =
      event === 'failed' ? { failureReason: 'no luck', failureReasonType: 'service_timeout' } : {};
    await this.insist({ path: '/v1/export-job-events', body: { jobId, event, ...reason } });
    this.accepted.push({ jobId, event });
  }

  private async insist(report: Report): Promise<void> {
    for (;;) {
      const { status, text } = await this.ask(report);
      if (PROMISES.has(status)) return;
      if (!AGAIN.has(status)) {
        this.faults.push(`${JSON.stringify(report.body)} was answered ${status}: ${text}`);
        return;
      }
    }
  }

  /** All at once, and again what was not taken. */
  private async insistOnBatch(jobId: string, events: readonly string[]): Promise<void> {
    let left = events.map((event) => ({ jobId, event }));
    while (left.length > 0) {
      const body = { events: left };
      const { status, text } = await this.ask({ path: '/v1/export-job-events/batch', body });
      if (status === 207) {
        const { results } = JSON.parse(text) as { results: { status: number }[] };
        const statusOf = (index: number) => results[index]?.status ?? 0;
        this.accepted.push(...left.filter((_, index) => PROMISES.has(statusOf(index))));
        const odd = results.find((result) => !PROMISES.has(result.status) && !AGAIN.has(result.status));
        if (odd) this.faults.push(`${JSON.stringify(body)} was answered ${text}`);
        left = odd ? [] : left.filter((_, index) => !PROMISES.has(statusOf(index)));
      } else if (!AGAIN.has(status)) {
        this.faults.push(`${JSON.stringify(body)} was answered ${status}: ${text}`);
        return;
      }
    }
  }

  /** A worker that is told to come again takes its time. */
  private async ask({ path, body }: Report): Promise<{ status: number; text: string }> {
    const answer = await this.send(path, body).catch(() => ({ status: 0, text: '' }));
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
    if (AGAIN.has(answer.status)) await sleep(AGAIN_MS);
    return answer;
  }

  /** One replica after the other, as a load balancer that does not look at their health. */
  private async send(path: string, body: unknown): Promise<{ status: number; text: string }> {
    const urls = this.urls();
    const answer = await fetch(new URL(path, urls[this.turn++ % urls.length]), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REPORT_TIMEOUT_MS),
    });
    return { status: answer.status, text: await answer.text() };
  }
}
