/**
 * What requests are made under, one at a time: they are given up when it is over. A plain field, where an AbortSignal
 * with its listeners would cost as much as sending the request.
 */
export class Hold {
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
