/** Spreads requests: `perSecond` on average, in bursts of at most a tenth of that. 0 is no limit. */
export class RateLimit {
  private tokens: number;
  private filledAt = performance.now();

  constructor(private readonly perSecond: number) {
    this.tokens = this.burst;
  }

  /** How many requests may start now, of `wanted`; they count as started. */
  take(wanted: number): number {
    if (this.perSecond === 0) return wanted;
    const now = performance.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
    this.filledAt = now;
    const taken = Math.min(wanted, Math.floor(this.tokens));
    this.tokens -= taken;
    return taken;
  }

  /** Gives back what was taken and not used. */
  giveBack(unused: number): void {
    this.tokens = Math.min(this.burst, this.tokens + unused);
  }

  private get burst(): number {
    return Math.max(1, this.perSecond / 10);
  }
}
