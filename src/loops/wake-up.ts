/** Lets a loop sleep until it is woken or a time has passed. A wake-up during work is not lost. */
export class WakeUp {
  private called = false;
  private wake: (() => void) | null = null;

  call(): void {
    this.called = true;
    this.wake?.();
  }

  /** Resolves at the next wake-up, at once if one came since the last sleep, and after `ms` in any case. */
  async sleep(ms: number): Promise<void> {
    if (!this.called) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = null;
    this.called = false;
  }
}
