import type { ShownToken } from './job-leases.sql.js';

/** What a token was worth when its job was locked. */
export interface JudgedToken extends ShownToken {
  readonly isLive: boolean;
  /** Whether its lease was the last one of the job, and is over without another. */
  readonly isLast: boolean;
}

/** Which tokens of a batch of reports may change something. */
export class TokenCheck {
  private readonly judged: ReadonlyMap<string, JudgedToken>;

  constructor(judged: readonly JudgedToken[] = []) {
    this.judged = new Map(judged.map((one) => [keyOf(one), one]));
  }

  /**
   * Whether a report with this token is accepted. Of a job that has ended also one with the token that it ended with:
   * it changes nothing, and a repeat of the final event is answered as accepted.
   */
  admits(shown: ShownToken, isFinal: boolean): boolean {
    const judged = this.judged.get(keyOf(shown));
    return judged !== undefined && (judged.isLive || (isFinal && judged.isLast));
  }
}

function keyOf({ jobId, token }: ShownToken): string {
  return `${jobId}/${token}`;
}
