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

  /** Whether the token is that of the job's live lease. */
  isLive(shown: ShownToken): boolean {
    return this.judged.get(keyOf(shown))?.isLive ?? false;
  }

  /** Whether the job's last lease had the token, and ended without another. */
  isLast(shown: ShownToken): boolean {
    return this.judged.get(keyOf(shown))?.isLast ?? false;
  }
}

function keyOf({ jobId, token }: ShownToken): string {
  return `${jobId}/${token}`;
}
