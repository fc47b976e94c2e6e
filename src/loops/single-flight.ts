/** Single flight: concurrent callers share one answer, so `look` runs once at a time, however many ask. */
export class SingleFlight<Answer> {
  private looking: Promise<Answer> | null = null;

  constructor(private readonly look: () => Promise<Answer>) {}

  /** Rejects for all when `look` does. */
  ask(): Promise<Answer> {
    this.looking ??= this.look().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }
}
