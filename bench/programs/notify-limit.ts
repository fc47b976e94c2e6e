import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { now } from '../machine/now.js';
import { answers } from './answers.js';
import type { Accepted } from './load.js';
import { postEvent } from './post-event.js';

export interface NotifyQuestion {
  readonly count: number;
  readonly everyMs: number;
}

const [url = '', pleo = ''] = process.argv.slice(2);
const writer = new pg.Client({ connectionString: url });
const listener = new pg.Client({ connectionString: url });
await Promise.all([writer.connect(), listener.connect()]);
await writer.query('CREATE TABLE news (job_id uuid PRIMARY KEY)');
await listener.query('LISTEN news');
listener.on('notification', ({ payload = '' }) => {
  postEvent(pleo, payload, 'started').catch((error: unknown) => console.error(error));
});

const WRITE = `WITH told AS (INSERT INTO news VALUES ($1::uuid) RETURNING job_id) SELECT pg_notify('news', job_id::text) FROM told`;

/** The lower bound of latency: a committed row, its notification, and a request. */
answers(null, async ({ count, everyMs }: NotifyQuestion): Promise<Accepted[]> => {
  const written: Accepted[] = [];
  for (let next = now(); written.length < count; next += everyMs) {
    await sleep(Math.max(next - now(), 0));
    const jobId = randomUUID();
    const sentAt = now();
    await writer.query({ name: 'write', text: WRITE, values: [jobId] });
    written.push([jobId, sentAt, now()]);
  }
  return written;
});
