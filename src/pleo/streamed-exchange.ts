import type { Dispatcher } from 'undici';
import type { Cancellation } from './cancellation.js';
import { GivenUp } from './exchange.js';
import { type BodySource, StreamedBody } from './streamed-body.js';

/** An answer whose body is still on its way. */
export interface StreamedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: StreamedBody;
}

/** How long the server may be silent, in milliseconds. */
export interface Patience {
  readonly headersMs: number;
  readonly chunkMs: number;
}

/**
 * One request and its answer, with backpressure: undici calls, and either `resolve` is called with the head of the
 * answer, or `reject` as that of `Exchange`. Silence counts only while a reader waits for more of the body: a reader
 * that takes its time is not the server's silence.
 */
export class StreamedExchange implements Dispatcher.DispatchHandler, BodySource {
  private controller: Dispatcher.DispatchController | undefined;
  private body: StreamedBody | undefined;
  private timer: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(
    private readonly patience: Patience,
    private readonly cancellation: Cancellation,
    private readonly resolve: (answer: StreamedAnswer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.timer = setTimeout(() => this.cancel('TIMEOUT'), patience.headersMs);
    cancellation.onOver = () => this.cancel('ABORTED');
  }

  /** The request is about to be written to a connection, for which it may have had to wait. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.cancellation.isOver) this.end(new GivenUp('ABORTED'));
    if (this.ended) controller.abort(new Error('it may not start any more'));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // What comes before the answer, such as early hints.
    if (status < 200 || this.ended) return;
    clearTimeout(this.timer);
    this.body = new StreamedBody(this);
    const named = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]);
    this.resolve({ status, headers: Object.fromEntries(named) as Record<string, string>, body: this.body });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.ended) return;
    clearTimeout(this.timer);
    if (!this.body?.take(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.end(null);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.end(error);
  }

  fetch(): void {
    this.timer = setTimeout(() => this.cancel('TIMEOUT'), this.patience.chunkMs);
    if (this.controller?.paused) this.controller.resume();
  }

  giveUp(): void {
    this.cancel('ABORTED');
  }

  private cancel(code: GivenUp['code']): void {
    if (this.ended) return;
    const error = new GivenUp(code);
    this.end(error);
    this.controller?.abort(error);
  }

  private end(error: Error | null): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.cancellation.onOver = null;
    if (this.body) this.body.over(error ?? 'reached');
    else if (error) this.reject(error);
  }
}
