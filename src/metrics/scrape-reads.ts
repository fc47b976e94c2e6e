import { setTimeout as sleep } from 'node:timers/promises';

/** Time for the probe: Prometheus gives a scrape 10 s, and while a database hangs it should learn of the rest soon. */
const PROBE_MS = 2000;

/** Time for all of a scrape: a count over a large backlog may take long, but no longer than Prometheus waits. */
const SCRAPE_MS = 8000;

const LATE = Symbol('late');

/**
 * The reads of one scrape. Fail-fast: behind a probe that fails, or a read that does not come in time, nothing more is
 * read, since each by itself would wait as long.
 */
export class ScrapeReads {
  private readonly startedAt = performance.now();
  private isOver = false;

  /** Whether the database answers. */
  async probe(read: () => Promise<unknown>): Promise<boolean> {
    this.isOver =
      (await within(
        PROBE_MS,
        read().then(
          () => true,
          () => LATE,
        ),
      )) === LATE;
    return !this.isOver;
  }

  /** Null for a read that fails, and for those that are not made. */
  async of<Result>(read: () => Promise<Result>): Promise<Result | null> {
    const left = SCRAPE_MS - (performance.now() - this.startedAt);
    if (this.isOver || left <= 0) return null;
    const result = await within(
      left,
      read().catch(() => null),
    );
    if (result !== LATE) return result;
    this.isOver = true;
    return null;
  }
}

/** What comes first: the result, or LATE. */
async function within<Result>(ms: number, result: Promise<Result>): Promise<Result | typeof LATE> {
  const timer = new AbortController();
  const late = sleep(ms, LATE, { signal: timer.signal }).catch(() => LATE);
  try {
    return await Promise.race([result, late as Promise<typeof LATE>]);
  } finally {
    timer.abort();
  }
}
