import { readdir, readFile } from 'node:fs/promises';

/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
}

/** A snapshot of all processes of the machine. */
export class ProcessTree {
  private constructor(private readonly processes: readonly Process[]) {}

  /** Null where there is no /proc. */
  static async look(): Promise<ProcessTree | null> {
    const names = await readdir('/proc').catch(() => []);
    const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(read));
    const processes = found.filter((process) => process !== null);
    return processes.length > 0 ? new ProcessTree(processes) : null;
  }

  /** CPU time, in milliseconds, of these processes and their descendants, ended ones included. */
  cpuMs(pids: readonly number[]): number {
    const mine = new Set(pids);
    // A child may have a lower pid than its parent, so this repeats until nothing is added.
    for (let size = 0; size < mine.size;) {
      size = mine.size;
      for (const { pid, parent } of this.processes) if (mine.has(parent)) mine.add(pid);
    }
    return this.processes.filter(({ pid }) => mine.has(pid)).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  }
}

async function read(pid: string): Promise<Process | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in parentheses, may hold anything. Behind it: state, parent, …, utime, stime, and those of ended
  // children.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 15) return null;
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number(pid), parent: Number(fields[1]), cpuMs: ticks * TICK_MS };
}
