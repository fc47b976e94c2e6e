import type { Dispatcher } from 'undici';
import { bodyText } from './body-text.js';
import type { Cancellation } from './cancellation.js';

/** The request was aborted before its answer had come. */
export class GivenUp extends Error {
  constructor(readonly code: 'TIMEOUT' | 'ABORTED') {
    super(`The request was aborted: ${code}`);
  }
}

/** The request came to nothing before any of it was written to a connection. */
export class NotSent extends Error {
  constructor(override readonly cause: Error) {
    super('Nothing was sent');
  }
}

/**
 * One request and what is heard of it: undici calls, and in the end either `resolve` is called with this exchange, or
 * `reject` with undici's error, or one of code TIMEOUT or ABORTED; in a `NotSent` where Pleo has not heard of it. Where
 * the status has said what matters, a body that breaks off or hangs is cut where it is; of a GET that went well all is
 * wanted, since half of it would be misread. No more than `bodyLimit` bytes are read: the rest is cut off as well.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  status = 0;
  headers: Record<string, string> = {};
  private chunks: Buffer[] = [];
  private size = 0;
  private controller: Dispatcher.DispatchController | undefined;
  private ended = false;
  private isSent = false;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly method: string,
    private readonly bodyLimit: number,
    timeoutMs: number | undefined,
    private readonly cancellation: Cancellation,
    private readonly resolve: (exchange: Exchange) => void,
    private readonly reject: (error: Error) => void,
  ) {
    if (timeoutMs) this.timer = setTimeout(() => this.giveUp('TIMEOUT'), timeoutMs);
    cancellation.onOver = () => this.giveUp('ABORTED');
  }

  /** As text, as far as it came. */
  get body(): string {
    if (this.size === 0) return '';
    const bytes = Buffer.concat(this.chunks).subarray(0, this.bodyLimit);
    return bodyText(bytes, this.headers, this.bodyLimit);
  }

  /** The request is about to be written to a connection, for which it may have had to wait. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.cancellation.isOver) this.end(new GivenUp('ABORTED'));
    if (this.ended) controller.abort(new Error('it may not start any more'));
    else this.isSent = true;
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // What comes before the answer, such as early hints.
    if (status < 200) return;
    this.status = status;
    for (const name in headers) this.headers[name] = String(headers[name] ?? '');
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size < this.bodyLimit) return;
    this.end(null);
    controller.abort(new Error('the reader has gone'));
  }

  onResponseEnd(): void {
    this.end(null);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.end(error);
  }

  private giveUp(code: GivenUp['code']): void {
    const error = new GivenUp(code);
    this.end(error);
    this.controller?.abort(error);
  }

  private end(error: Error | null): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.cancellation.onOver = null;
    const isStatusEnough = this.status >= 300 || (this.status > 0 && this.method !== 'GET');
    if (error && !isStatusEnough) this.reject(this.isSent ? error : new NotSent(error));
    else this.resolve(this);
  }
}
