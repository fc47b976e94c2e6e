import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { answers } from './answers.js';

/**
 * The upper bound of reports: one statement per report that writes the same rows and checks nothing, on Node's own HTTP
 * server. Listens at the address in its greeting.
 */
const ACCEPT = `
  WITH job AS (
    INSERT INTO export_job (id, status, source, expires_in, started_at, expires_at, last_sequence)
    VALUES ($1, 'in_progress', 'event', 3600, now(), now() + interval '1 hour', 1)
    ON CONFLICT (id) DO UPDATE
      SET status = excluded.status, started_at = excluded.started_at, last_sequence = 1
    RETURNING id
  ), event AS (
    INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at)
    SELECT id, 1, $2, $3, 'api', now() FROM job
    RETURNING job_id, accepted_at
  ), queued AS (
    INSERT INTO outbox (job_id, sequence, due_at)
    SELECT id, 1, now() FROM job
  )
  SELECT accepted_at FROM event`;

const [url = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const HEADERS = { 'Content-Type': 'application/json' };

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    const { jobId, event } = JSON.parse(body) as { jobId: string; event: string };
    const id = randomUUID();
    pool.query({ name: 'accept', text: ACCEPT, values: [jobId, id, event] }).then(
      ({ rows }) => {
        const answer = JSON.stringify({ id, jobId, event, ...(rows[0] as object) });
        response.writeHead(202, { ...HEADERS, 'Content-Length': answer.length }).end(answer);
      },
      () => response.writeHead(500, { 'Content-Length': 0 }).end(),
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  answers(`http://127.0.0.1:${port}`, () => null);
});
