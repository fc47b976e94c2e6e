import type { components } from '../../../client/schema.js';

type Entry = components['schemas']['TimelineEntry'];

/** What happened, and when it is, or was, to be tried again. */
export interface Line {
  readonly entry: Entry;
  readonly again: string | null;
}

/** Attempts in a row that came to the same, the oldest first. */
export type Run = readonly [Line, ...Line[]];

/** So many are easier to read as one. */
const SHORTEST_RUN = 3;

/**
 * The entries as lines to read: an attempt has its planned repeat with it, and attempts in a row that came to the same
 * are one. All that is not in a run of its own stands in one of a single line.
 */
export function runsOf(entries: readonly Entry[]): Run[] {
  return inRuns(withRepeats(entries)).flatMap((run): Run[] =>
    run.length < SHORTEST_RUN ? run.map((line): Run => [line]) : [run],
  );
}

/** Something else may have happened between the beginning of an attempt and its end, at which a repeat is planned. */
function withRepeats(entries: readonly Entry[]): Line[] {
  const lines: Line[] = [];
  for (const entry of entries) {
    const place =
      entry.type === 'retry_planned'
        ? lines.findLastIndex((one) => one.entry.type === 'attempt' && one.entry.eventId === entry.eventId)
        : -1;
    const attempt = lines[place];
    if (attempt?.again === null) lines[place] = { ...attempt, again: entry.nextAttemptAt ?? null };
    else lines.push({ entry, again: entry.nextAttemptAt ?? null });
  }
  return lines;
}

function inRuns(lines: readonly Line[]): Run[] {
  const runs: [Line, ...Line[]][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run && isSame(run[0].entry, line.entry)) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

function isSame(one: Entry, other: Entry): boolean {
  return (
    one.type === 'attempt' &&
    other.type === 'attempt' &&
    one.eventId === other.eventId &&
    one.statusCode === other.statusCode &&
    one.outcome === other.outcome
  );
}
