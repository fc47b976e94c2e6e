const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

/** Steps of a clock, in milliseconds. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR),
];

/** Lines between the first and the last one, at most. */
const LINES = 4;

/** Round times from 0 to at least `worst` milliseconds, for the lines of an axis. */
export function ticksUpTo(worst: number): number[] {
  const step = STEPS.find((one) => one * LINES >= worst) ?? Math.ceil(worst / LINES / HOUR) * HOUR;
  const count = Math.max(1, Math.ceil(worst / step));
  return Array.from({ length: count + 1 }, (_, place) => place * step);
}

/** 200 ms, 15 s, 1.5 min: exactly, as these times are round. */
export function tickLabel(ms: number): string {
  if (ms === 0) return '0';
  if (ms < SECOND) return `${ms} ms`;
  if (ms < MINUTE) return `${ms / SECOND} s`;
  return ms < HOUR ? `${ms / MINUTE} min` : `${ms / HOUR} h`;
}
