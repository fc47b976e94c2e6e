import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Looks again and again until `look` gives something other than undefined, null or false, and returns that. Throws
 * after `withinMs` with the last error of `look`, or what it gave: a guard against a hang, since a busy machine takes
 * several times as long.
 */
export async function eventually<Found>(
  look: () => Promise<Found | undefined | null | false> | Found | undefined | null | false,
  withinMs = 60_000,
): Promise<Found> {
  const end = performance.now() + withinMs;
  for (;;) {
    let last: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      last = new Error(`still ${String(found)}`);
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms`, { cause: last });
    await sleep(40);
  }
}
