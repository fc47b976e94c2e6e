/** A request at one of Pleo's routes. The Authorization header is never kept. */
export interface SandboxRequest {
  /** 1, 2, ... in order of arrival. */
  readonly number: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The path without version, ids and query, such as `export-jobs/{jobId}/items`. */
  readonly route: string;
  readonly jobId: string | null;
  readonly event: string | null;
  /** The entries of an update of items, in its order; null for other requests. */
  readonly entryIds: readonly string[] | null;
  /** Parsed, or the text as it came when it is not JSON. */
  readonly body: unknown;
  readonly authorized: boolean;
  /** Milliseconds since 1970, with fractions. */
  readonly receivedAt: number;
  readonly answeredAt: number | null;
  /** null: no answer reached the connection. */
  readonly statusCode: number | null;
  /** Did it make or change the job, or one of its items? */
  readonly changed: boolean;
  readonly fault: string | null;
}

export type LoggedRequest = { -readonly [Name in keyof SandboxRequest]: SandboxRequest[Name] };

interface Waiter {
  readonly predicate: (request: SandboxRequest) => boolean;
  readonly resolve: (request: SandboxRequest) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

export interface RequestLogLimits {
  readonly requests: number;
  readonly bodyBytes: number;
}

/** The last requests, in order of arrival. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  readonly #limits: RequestLogLimits;
  readonly #bodyBytes = new WeakMap<LoggedRequest, number>();
  readonly #waiters = new Set<Waiter>();
  #unfinished = new Set<LoggedRequest>();
  #keptBytes = 0;
  #count = 0;

  constructor(limits: RequestLogLimits) {
    this.#limits = limits;
  }

  open(method: string, path: string, route: string): LoggedRequest {
    const entry: LoggedRequest = {
      number: ++this.#count,
      method,
      path,
      route,
      jobId: null,
      event: null,
      entryIds: null,
      body: null,
      authorized: false,
      receivedAt: preciseNow(),
      answeredAt: null,
      statusCode: null,
      changed: false,
      fault: null,
    };
    this.entries.push(entry);
    this.#unfinished.add(entry);
    this.#trim();
    return entry;
  }

  setBody(entry: LoggedRequest, body: unknown, bytes: number): void {
    entry.body = body;
    this.#bodyBytes.set(entry, bytes);
    this.#keptBytes += bytes;
  }

  answered(entry: LoggedRequest, statusCode: number): void {
    entry.answeredAt = preciseNow();
    entry.statusCode = statusCode;
  }

  /** The request is over: it was answered, was given up, or hangs. */
  finish(entry: LoggedRequest): void {
    if (!this.#unfinished.delete(entry)) return;
    for (const waiter of this.#waiters) this.#offer(waiter, entry);
  }

  waitFor(predicate: Waiter['predicate'], timeoutMs: number): Promise<SandboxRequest> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiters.delete(waiter);
        reject(new Error(`No such request within ${timeoutMs} ms; ${this.#count} have arrived`));
      };
      const waiter: Waiter = { predicate, resolve, reject, timer: setTimeout(giveUp, timeoutMs) };
      this.#waiters.add(waiter);
      for (const entry of this.entries) {
        if (!this.#unfinished.has(entry) && this.#offer(waiter, entry)) return;
      }
    });
  }

  clear(): void {
    this.entries.length = 0;
    this.#unfinished = new Set();
    this.#keptBytes = 0;
    this.#count = 0;
  }

  stop(): void {
    for (const { timer, reject } of this.#waiters) {
      clearTimeout(timer);
      reject(new Error('The sandbox has stopped'));
    }
    this.#waiters.clear();
  }

  /** True when the waiter needs no more. */
  #offer(waiter: Waiter, entry: LoggedRequest): boolean {
    try {
      if (!waiter.predicate(entry)) return false;
      waiter.resolve(entry);
    } catch (error) {
      waiter.reject(error);
    }
    clearTimeout(waiter.timer);
    this.#waiters.delete(waiter);
    return true;
  }

  /** Drops a tenth at a time: shifting a long array for each request would cost more than the request. */
  #trim(): void {
    const { requests, bodyBytes } = this.#limits;
    if (this.entries.length < requests * 1.1 && this.#keptBytes < bodyBytes) return;
    const dropped = this.entries.splice(0, Math.ceil(this.entries.length / 11));
    for (const entry of dropped) this.#keptBytes -= this.#bodyBytes.get(entry) ?? 0;
  }
}

function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
