import { hostname } from 'node:os';

/** pino's numbers of levels. */
const LEVELS = { info: 30, fatal: 60 } as const;

/** A line as pino writes it, for what is said when there is no logger: before the start is over, and at its failure. */
export function jsonLine(level: keyof typeof LEVELS, fields: object, msg: string): string {
  const line = {
    level: LEVELS[level],
    time: Date.now(),
    pid: process.pid,
    hostname: hostname(),
    ...fields,
    msg,
  };
  return `${JSON.stringify(line)}\n`;
}
