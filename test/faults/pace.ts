import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The pace of an actor of the simulation, as its seed drew it, or as a caller spaces its retries: the time between two
 * acts is what is played. Nothing is waited for by it; that is done by `eventually`. Ends early when `signal` aborts.
 */
export async function pace(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal && { signal }).catch(() => undefined);
}
