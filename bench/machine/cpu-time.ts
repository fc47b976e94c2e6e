import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** Busy CPU time of the whole machine since its start, in milliseconds; null where it is not Linux. */
export async function busyMs(): Promise<number | null> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8').catch(() => '')).split('\n');
  const [user, nice, system, , , irq, softirq, steal] = line.split(/ +/).slice(1).map(Number);
  const parts = [user, nice, system, irq, softirq, steal];
  if (!line.startsWith('cpu ')) return null;
  return parts.reduce<number>((sum, ticks) => sum + (ticks ?? 0) * 10, 0);
}

/** The number of CPUs. */
export function cpuCount(): number {
  return cpus().length;
}
