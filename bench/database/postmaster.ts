import { readFile } from 'node:fs/promises';
import type pg from 'pg';

/** The postmaster of the server of `client`; null when it runs elsewhere. */
export async function postmasterOf(client: pg.Client): Promise<number | null> {
  const { rows } = await client.query<{ pid: number; port: number | null }>(
    'SELECT pg_backend_pid() AS pid, inet_client_port() AS port',
  );
  const { pid, port } = rows[0] ?? { pid: 0, port: null };
  const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  // A local process may have the pid of one on another machine.
  if (!title.includes(`(${port})`)) return null;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/PPid:\s+(\d+)/.exec(status)?.[1]);
}
