import type { components } from './schema.js';

type Problem = components['schemas']['Problem'];

/** The relay refused the request. */
export class RelayProblem extends Error {
  /** The code of the error, such as `INVALID_EXPORT_JOB_STATUS_CHANGE`. */
  readonly type: string;

  /** `problem` is null when a proxy before the relay answered. */
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    /** How long the relay asks to wait before the next try; 0 when it does not. */
    readonly retryAfterMs = 0,
  ) {
    super(problem?.detail ?? `HTTP ${status}`);
    this.name = 'RelayProblem';
    this.type = problem?.type ?? 'about:blank';
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
