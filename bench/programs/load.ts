import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../figures/percentile.js';
import { now } from '../machine/now.js';
import { answers } from './answers.js';
import { HttpConnection } from './http-connection.js';

/** Reports `started` of new jobs to `url` for a while: as fast as it answers, or one each `everyMs`. */
export interface LoadQuestion {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly everyMs?: number;
}

/** An accepted report: its job, the time of sending, and the time of the answer. */
export type Accepted = readonly [jobId: string, sentAt: number, answeredAt: number];

export interface LoadAnswer {
  readonly accepted: number;
  /** Answers other than 202. */
  readonly refused: number;
  readonly seconds: number;
  /** Milliseconds from a report to its answer. */
  readonly p50: number;
  readonly p99: number;
  /** Each report, where they were paced. */
  readonly reports: readonly Accepted[];
}

answers(null, async ({ url, connections, seconds, everyMs }: LoadQuestion): Promise<LoadAnswer> => {
  const open = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(url)));
  const reports: Accepted[] = [];
  let refused = 0;
  const report = async (connection: HttpConnection) => {
    const jobId = randomUUID();
    const sentAt = now();
    const status = await connection.post(`{"event":"started","jobId":"${jobId}"}`);
    if (status === 202) reports.push([jobId, sentAt, now()]);
    else refused++;
    return status;
  };

  const begin = now();
  const end = begin + seconds * 1000;
  if (everyMs === undefined) {
    await Promise.all(
      open.map(async (connection) => {
        while (now() < end && (await report(connection)) !== 0);
      }),
    );
  } else {
    await atPace(open, begin, end, everyMs, report);
  }
  const took = (now() - begin) / 1000;
  open.forEach((connection) => connection.close());
  const durations = reports.map(([, sentAt, answeredAt]) => answeredAt - sentAt);
  return {
    accepted: reports.length,
    refused,
    seconds: took,
    p50: percentile(durations, 50),
    p99: percentile(durations, 99),
    reports: everyMs === undefined ? [] : reports,
  };
});

/** Open loop: sends on schedule, whatever is unanswered, while a connection is free. */
async function atPace(
  open: readonly HttpConnection[],
  begin: number,
  end: number,
  everyMs: number,
  report: (connection: HttpConnection) => Promise<unknown>,
): Promise<void> {
  const free = [...open];
  const underWay = new Set<Promise<unknown>>();
  for (let next = begin; next < end;) {
    if (now() < next) {
      // Timers have a resolution of a millisecond: several reports may be due at once.
      await sleep(Math.max(1, Math.floor(next - now())));
      continue;
    }
    next += everyMs;
    const connection = free.pop();
    // All connections are busy: the report is skipped, not sent late.
    if (!connection) continue;
    const sent = report(connection).finally(() => {
      free.push(connection);
      underWay.delete(sent);
    });
    underWay.add(sent);
  }
  await Promise.all(underWay);
}
