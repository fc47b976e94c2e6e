import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** CPU time that the whole machine was busy since it started, in milliseconds; null where Linux does not say. */
export async function busyMs(): Promise<number | null> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8').catch(() => '')).split('\n');
  const [user, nice, system, , , irq, softirq, steal] = line.split(/ +/).slice(1).map(Number);
  const parts = [user, nice, system, irq, softirq, steal];
  if (!line.startsWith('cpu ')) return null;
  return parts.reduce<number>((sum, ticks) => sum + (ticks ?? 0) * 10, 0);
}

/** How many CPUs share that time. */
export function cpuCount(): number {
  return cpus().length;
}
