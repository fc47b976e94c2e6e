import { readFile } from 'node:fs/promises';

/** Resident memory of a process in MB; null where it is not Linux. */
export async function rssMb(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kb] = /VmRSS:\s+(\d+) kB/.exec(text) ?? [];
  return kb === undefined ? null : Number(kb) / 1024;
}
