/**
 * Slow start: how many requests may be on the way with each credential. After a pause it is one, and one more for each
 * message that was settled, so a backlog does not fall on Pleo all at once.
 */
export class SlowStart {
  /** Of the credentials that have a limit. */
  private readonly limits = new Map<string, number>();

  /** `all` is the limit from which on there is none. */
  constructor(private readonly all: number) {}

  /** The credential is paused: one request at a time from now on. */
  limitToOne(credential: string): void {
    this.limits.set(credential, 1);
  }

  /** A message was settled, and nothing pauses the credential. */
  allowOneMore(credential: string): void {
    const limit = this.limits.get(credential);
    if (limit === undefined) return;
    if (limit + 1 < this.all) this.limits.set(credential, limit + 1);
    else this.limits.delete(credential);
  }

  /** How many messages may be claimed with each credential that has a limit, beside those that are `held` already. */
  remaining(held: Iterable<{ readonly credential: string }>): Map<string, number> {
    const remaining = new Map(this.limits);
    if (remaining.size === 0) return remaining;
    for (const { credential } of held) {
      const left = remaining.get(credential);
      if (left) remaining.set(credential, left - 1);
    }
    return remaining;
  }
}
