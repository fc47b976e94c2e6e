import { setTimeout as sleep } from 'node:timers/promises';
import { type Claim, ClaimedJob } from './claimed-job.js';
import type { Connection } from './connection.js';

export interface ClaimOptions {
  /** Jobs of this company only. */
  readonly companyId?: string | undefined;
  /**
   * For how long the relay keeps a job for a worker that it does not hear of, 30 to 3600. That is also the pause before
   * a job is given out again that the loop's body left unfinished.
   */
  readonly leaseSeconds?: number | undefined;
  /** Stops the claims: the loop ends, and a job that it is at is given back. */
  readonly signal?: AbortSignal | undefined;
  /** Hears why there was no answer to a claim, which is made again: the relay is away, or its key is used too much. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

/** For how long the relay looks for a job before it answers that there is none. */
const WAIT_SECONDS = 20;
/** Beyond that, for an answer. */
const PATIENCE_MS = 10_000;
/** A relay that is being stopped says at once that there is none. */
const MIN_PAUSE_MS = 1000;

/** See `RelayClient.claim`. */
export async function* claimedJobs(
  relay: Connection,
  { companyId, leaseSeconds = 300, signal, onTrouble }: ClaimOptions,
): AsyncGenerator<ClaimedJob, void> {
  const body = { companyId, leaseSeconds, waitSeconds: WAIT_SECONDS };
  const signals = signal ? [signal] : [];
  while (!signal?.aborted) {
    let claimedAtMs = performance.now();
    const claim = await relay
      .post<Claim | undefined>('/v1/export-jobs/claim', body, {
        signals,
        forMs: Infinity,
        tryMs: WAIT_SECONDS * 1000 + PATIENCE_MS,
        onTrouble,
        onAccepted: (sentAtMs) => (claimedAtMs = sentAtMs),
      })
      .catch((error: unknown) => {
        if (!signal?.aborted) throw error;
      });
    if (claim) yield* held(new ClaimedJob(claim, { relay, leaseSeconds, claimedAtMs, stop: signal }), signal);
    else if (performance.now() - claimedAtMs < MIN_PAUSE_MS)
      await sleep(MIN_PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Lends the job to the body of the loop. */
async function* held(job: ClaimedJob, signal: AbortSignal | undefined): AsyncGenerator<ClaimedJob, void> {
  let goesOn = false;
  try {
    if (!signal?.aborted) yield job;
    goesOn = !signal?.aborted;
  } finally {
    // Given back at once, a job that fails again and again would be the first to be given out again, before all others.
    if (goesOn) job.leave();
    else await job.release();
  }
}
