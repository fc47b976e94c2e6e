import { readFile } from 'node:fs/promises';
import type pg from 'pg';

/** The process above all others of the server that `client` talks to; null when it is not to be seen from here. */
export async function postmasterOf(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ pid: number; port: number | null }>(
    'SELECT pg_backend_pid() AS pid, inet_client_port() AS port',
  );
  const { pid, port } = rows[0] ?? { pid: 0, port: null };
  const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  // A process of this machine may have the number that one of another machine told us.
  if (!title.includes(`(${port})`)) return null;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/PPid:\s+(\d+)/.exec(status)?.[1]);
}
