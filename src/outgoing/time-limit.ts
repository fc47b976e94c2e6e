/**
 * A signal that aborts after `ms` milliseconds, or with `end`. `clear` lets go of both: call it at the end. Not
 * AbortSignal.any: Node 20 collects a timeout that only the joined signal knows of, and then it never comes.
 */
export class TimeLimit {
  private readonly over = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    ms: number,
    private readonly end: AbortSignal,
  ) {
    this.timer = setTimeout(this.abort, ms);
    end.addEventListener('abort', this.abort);
    if (end.aborted) this.abort();
  }

  get signal(): AbortSignal {
    return this.over.signal;
  }

  clear(): void {
    clearTimeout(this.timer);
    this.end.removeEventListener('abort', this.abort);
  }

  private readonly abort = (): void => this.over.abort();
}
