/**
 * What requests are made under, one at a time: they are given up when it is over. A plain field, because an
 * AbortSignal and its listeners cost some microseconds of each delivery.
 */
export class Cancellation {
  /** Called when it is over. */
  onOver: (() => void) | null = null;
  private ended = false;

  get isOver(): boolean {
    return this.ended;
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.onOver?.();
  }
}
