import type { components } from './schema.js';

type Problem = components['schemas']['Problem'];

/** The relay refused the request, or Pleo did and the relay passes that on. */
export class RelayProblem extends Error {
  /** The code of the error, such as `INVALID_EXPORT_JOB_STATUS_CHANGE`. */
  readonly type: string;

  /** `problem` is null when Pleo answered, or a proxy before the relay. */
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    /** How long the relay asks to wait before the next try; 0 when it does not. */
    readonly retryAfterMs = 0,
    words: { readonly type: string; readonly message: string } | null = problem,
  ) {
    super(problem?.detail ?? words?.message ?? `HTTP ${status}`);
    this.name = 'RelayProblem';
    this.type = words?.type ?? 'about:blank';
  }
}

/**
 * The call ended without a final answer. Whether the report was accepted is unknown: make the same call again, at any
 * time. `cause` is the error of the last try.
 */
export class RelayUnavailable extends Error {
  constructor(tries: number, cause: unknown) {
    super(`The relay gave no answer in ${tries} ${tries === 1 ? 'try' : 'tries'}`, { cause });
    this.name = 'RelayUnavailable';
  }
}

/**
 * The job is not this worker's any more: its lease has ended, another worker may have it by now. The call that threw
 * it has written nothing. `cause` is the relay's refusal; none when no heartbeat arrived in time.
 */
export class LeaseLost extends Error {
  constructor(jobId: string, cause?: RelayProblem) {
    const why = cause?.message ?? 'no heartbeat arrived in time';
    super(`The lease of ${jobId} is lost: ${why}`, cause && { cause });
    this.name = 'LeaseLost';
  }
}
