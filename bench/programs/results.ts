import { randomUUID } from 'node:crypto';
import { percentile } from '../figures/percentile.js';
import { now } from '../machine/now.js';
import { answers } from './answers.js';
import { HttpConnection } from './http-connection.js';

/** Reports so many results of each of so many new jobs to the relay at `url`, `size` of them in a request. */
export interface ResultsQuestion {
  readonly url: string;
  readonly connections: number;
  readonly jobs: number;
  readonly perJob: number;
  readonly size: number;
}

export interface ResultsAnswer {
  readonly accepted: number;
  /** Requests that were not answered 200. */
  readonly refused: number;
  readonly seconds: number;
  /** Milliseconds from a request to its answer. */
  readonly p50: number;
  readonly p99: number;
}

answers(null, async ({ url, connections, jobs, perJob, size }: ResultsQuestion): Promise<ResultsAnswer> => {
  const open = await Promise.all(
    Array.from({ length: connections }, () => HttpConnection.open(`${url}/v1/export-job-events`)),
  );
  const ids = Array.from({ length: jobs }, () => randomUUID());
  await shared(open, [...ids], (connection, jobId) =>
    connection.post(`{"event":"started","jobId":"${jobId}"}`),
  );

  // Made before the clock runs. Of all jobs in turns, as by workers that are busy with one each.
  const requests = Array.from({ length: perJob / size }, () =>
    ids.map((jobId) => [`/v1/export-jobs/${jobId}/items`, bodyOf(size)] as const),
  ).flat();
  const durations: number[] = [];
  let refused = 0;
  const begin = now();
  await shared(open, requests, async (connection, [path, body]) => {
    const sentAt = now();
    const status = await connection.send('PUT', path, body);
    if (status === 200) durations.push(now() - sentAt);
    else refused++;
  });
  const seconds = (now() - begin) / 1000;
  open.forEach((connection) => connection.close());
  return {
    accepted: durations.length * size,
    refused,
    seconds,
    p50: percentile(durations, 50),
    p99: percentile(durations, 99),
  };
});

/** Each connection takes the next of `work` as soon as it is free. */
async function shared<Work>(
  open: readonly HttpConnection[],
  work: Work[],
  act: (connection: HttpConnection, one: Work) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    open.map(async (connection) => {
      while (next < work.length) await act(connection, work[next++] as Work);
    }),
  );
}

function bodyOf(size: number): string {
  return JSON.stringify(
    Array.from({ length: size }, () => ({
      accountingEntryId: randomUUID(),
      status: 'successful',
      exportedAt: '2026-01-31T09:30:00Z',
      externalId: 'voucher-2026-004711',
      externalUrl: 'https://ledger.example/vouchers/2026-004711',
    })),
  );
}
