import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { answers } from './answers.js';

/**
 * The upper bound of item results in arrays: one statement per request that writes the same rows and checks nothing, on
 * Node's own HTTP server, with no delivery. `started` is answered and not kept. Listens at the address in its greeting.
 */
const ACCEPT = `
  INSERT INTO export_job_item
    (job_id, accounting_entry_id, position, status, exported_at, external_id, external_url, reported_at)
  SELECT $1, id, place, status, exported_at, external_id, external_url, now()
  FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[]) WITH ORDINALITY
    AS result (id, status, exported_at, external_id, external_url, place)`;

interface Result {
  readonly accountingEntryId: string;
  readonly status: string;
  readonly exportedAt: string;
  readonly externalId: string;
  readonly externalUrl: string;
}

const [url = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const HEADERS = { 'Content-Type': 'application/json' };

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    if (request.method !== 'PUT') {
      response.writeHead(202, { 'Content-Length': 0 }).end();
      return;
    }
    const results = JSON.parse(body) as Result[];
    const values = [
      request.url?.split('/').at(-2),
      results.map(({ accountingEntryId }) => accountingEntryId),
      results.map(({ status }) => status),
      results.map(({ exportedAt }) => exportedAt),
      results.map(({ externalId }) => externalId),
      results.map(({ externalUrl }) => externalUrl),
    ];
    pool.query({ name: 'accept', text: ACCEPT, values }).then(
      () => {
        const answer = JSON.stringify({ data: results, errors: [] });
        response.writeHead(200, { ...HEADERS, 'Content-Length': Buffer.byteLength(answer) }).end(answer);
      },
      () => response.writeHead(500, { 'Content-Length': 0 }).end(),
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  answers(`http://127.0.0.1:${port}`, () => null);
});
