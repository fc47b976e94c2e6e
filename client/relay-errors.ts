import type { components } from './schema.js';

type Problem = components['schemas']['Problem'];

/** The relay answered with an error: what was asked for has not happened, or cannot. */
export class RelayProblem extends Error {
  /** The word for what is wrong, such as `INVALID_EXPORT_JOB_STATUS_CHANGE`. */
  readonly type: string;

  /** `problem` is null when something before the relay answered. */
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
 * The call was given up before the relay gave an answer that counts. Whether it took the report is not known: make the
 * same call again, at any time. `cause` is what the last try met.
 */
export class RelayUnavailable extends Error {
  constructor(tries: number, cause: unknown) {
    super(`The relay gave no answer in ${tries} ${tries === 1 ? 'try' : 'tries'}`, { cause });
    this.name = 'RelayUnavailable';
  }
}
