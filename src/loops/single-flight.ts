/**
 * Lets all who ask while an answer is looked for have that one: however many strangers ask at once, it is looked for
 * once at a time.
 */
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
