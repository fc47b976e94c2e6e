import { percentile } from '../figures/percentile.js';
import { now } from '../machine/now.js';
import { answers } from './answers.js';
import { HttpConnection } from './http-connection.js';
import type { LoadAnswer } from './load.js';

/** Claims jobs at `url`, as fast as it gives them, for a while or until there are no more. */
export interface ClaimQuestion {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
}

/** Its outcome: `accepted` are jobs that were claimed. */
export type ClaimAnswer = Omit<LoadAnswer, 'reports'>;

answers(null, async ({ url, connections, seconds }: ClaimQuestion): Promise<ClaimAnswer> => {
  const open = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(url)));
  const durations: number[] = [];
  let refused = 0;
  const begin = now();
  const end = begin + seconds * 1000;
  await Promise.all(
    open.map(async (connection) => {
      for (let status = 200; status === 200 && now() < end;) {
        const sentAt = now();
        status = await connection.post('{}');
        if (status === 200) durations.push(now() - sentAt);
        else if (status !== 204) refused++;
      }
    }),
  );
  const took = (now() - begin) / 1000;
  open.forEach((connection) => connection.close());
  return {
    accepted: durations.length,
    refused,
    seconds: took,
    p50: percentile(durations, 50),
    p99: percentile(durations, 99),
  };
});
