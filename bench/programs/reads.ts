import { Agent, get } from 'node:http';
import { percentile } from '../figures/percentile.js';
import { now } from '../machine/now.js';
import { answers } from './answers.js';

/** Reads `url` for a while, as fast as it is answered. */
export interface ReadsQuestion {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface ReadsAnswer {
  readonly read: number;
  /** Answers other than 200. */
  readonly refused: number;
  readonly seconds: number;
  /** Milliseconds from a request to the end of its answer. */
  readonly p50: number;
  readonly p99: number;
}

answers(null, async ({ url, connections, seconds }: ReadsQuestion): Promise<ReadsAnswer> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const durations: number[] = [];
  let refused = 0;
  const begin = now();
  const end = begin + seconds * 1000;
  const readOn = async () => {
    while (now() < end) {
      const sentAt = now();
      if ((await statusOf(url, agent)) === 200) durations.push(now() - sentAt);
      else refused++;
    }
  };
  await Promise.all(Array.from({ length: connections }, readOn));
  const took = (now() - begin) / 1000;
  agent.destroy();
  return {
    read: durations.length,
    refused,
    seconds: took,
    p50: percentile(durations, 50),
    p99: percentile(durations, 99),
  };
});

/** Once the whole answer is there; 0 when there is none. */
function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
      answer.once('error', () => resolve(0));
    }).once('error', () => resolve(0));
  });
}
