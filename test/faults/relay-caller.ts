import { pace } from './pace.js';

/** How long a caller waits for an answer before it asks another replica. */
const TIMEOUT_MS = 4000;

/** Answers that promise something, and those that mean "again". No answer at all is 0. */
const PROMISES = new Set([200, 201, 202]);
const AGAIN = new Set([0, 503]);

/** How long a caller waits before that. */
const AGAIN_MS = 50;

export interface Request {
  /** POST */
  readonly method?: 'GET' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

export interface Reply {
  /** 0: none came. */
  readonly status: number;
  readonly text: string;
}

/** Calls the replicas one after the other, as a load balancer that does not look at their health. */
export class RelayCaller {
  /** Calls made, by the status of the answer. */
  readonly statuses = new Map<number, number>();
  /** Answers that make no sense, as sentences. */
  readonly faults: string[] = [];
  private turn = 0;

  constructor(readonly urls: () => string[]) {}

  get calls(): number {
    return [...this.statuses.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Once. A caller that is told to come again takes its time. */
  async ask(request: Request): Promise<Reply> {
    const reply = await this.send(request).catch(() => ({ status: 0, text: '' }));
    this.statuses.set(reply.status, (this.statuses.get(reply.status) ?? 0) + 1);
    if (AGAIN.has(reply.status)) await pace(AGAIN_MS);
    return reply;
  }

  /** Again and again until there is an answer, which may be a refusal. */
  async askUntilAnswered(request: Request): Promise<Reply> {
    for (;;) {
      const reply = await this.ask(request);
      if (!AGAIN.has(reply.status)) return reply;
    }
  }

  /** Until it is accepted; a refusal is a fault. */
  async insist(request: Request): Promise<void> {
    const { status, text } = await this.askUntilAnswered(request);
    if (!PROMISES.has(status)) {
      this.faults.push(`${request.path} ${JSON.stringify(request.body)} was answered ${status}: ${text}`);
    }
  }

  private async send({ method, path, body }: Request): Promise<Reply> {
    const urls = this.urls();
    const answer = await fetch(new URL(path, urls[this.turn++ % urls.length]), {
      method: method ?? 'POST',
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: answer.status, text: await answer.text() };
  }
}

export function isPromise(status: number): boolean {
  return PROMISES.has(status);
}

/** Whether the same is to be said again: nobody knows whether it was heard. */
export function isOpen(status: number): boolean {
  return AGAIN.has(status);
}
