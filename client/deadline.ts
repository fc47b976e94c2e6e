import { setMaxListeners } from 'node:events';

/**
 * A signal that aborts with the first of others, and after a time at most. `clear` lets go of them: call it in the end.
 * Not AbortSignal.any: Node may collect a timeout that only a joined signal knows of, and then it never comes.
 */
export class Deadline {
  private readonly ended = new AbortController();
  private readonly timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly signals: readonly AbortSignal[],
    afterMs: number,
  ) {
    const late = () => this.ended.abort(new Error(`No answer within ${afterMs} ms`));
    if (afterMs < Infinity) this.timer = setTimeout(late, afterMs);
    for (const signal of signals) {
      // One for each call that is under way: many are no leak, of which Node would warn.
      setMaxListeners(0, signal);
      signal.addEventListener('abort', this.end);
    }
    this.end();
  }

  get signal(): AbortSignal {
    return this.ended.signal;
  }

  clear(): void {
    clearTimeout(this.timer);
    for (const signal of this.signals) signal.removeEventListener('abort', this.end);
  }

  private readonly end = (): void => {
    const first = this.signals.find(({ aborted }) => aborted);
    if (first) this.ended.abort(first.reason);
  };
}
