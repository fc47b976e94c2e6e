import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Update = Record<string, unknown> & { accountingEntryId: string; status: string };
type Item = Record<string, unknown>;

/** What a request is answered instead of what Pleo would. `hang`: nothing; `cut`: the body breaks off. */
export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly fate?: 'hang' | 'cut';
}

/** Null: as Pleo would. */
type Script = (request: { method: string; path: string; updates: readonly Update[] }) => Answer | null;

/** A request that came in, as `PUT 3`, `POST started`, `GET job`, `GET items`. */
interface Seen {
  readonly what: string;
  readonly updates: readonly Update[];
  readonly path: string;
  readonly authorization: string | undefined;
}

/** One job at Pleo with its items, on a server of its own. What the API leaves open is a switch. */
export class ItemsPleo {
  readonly seen: Seen[] = [];
  status = 'in_progress';
  failureReasonType: string | null = null;
  /** Null as well: that is how v1 shows an item that nobody has touched. */
  readonly items = new Map<string, Item>();
  /** Whether a final status is taken of an item that is pending, and of one that has one. */
  wantsInProgress = false;
  takesRepeats = true;
  script: Script = () => null;
  /** Called before a request is answered, which waits for it. */
  onRequest: ((what: string) => void | Promise<void>) | null = null;

  private constructor(
    readonly jobId: string,
    private readonly server: Server,
  ) {
    server.on('request', (request, response) => void this.take(request, response));
  }

  static async start(jobId: string): Promise<ItemsPleo> {
    const pleo = new ItemsPleo(jobId, createServer());
    pleo.server.listen(0, '127.0.0.1');
    await once(pleo.server, 'listening');
    return pleo;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The requests so far, in words. */
  get told(): string[] {
    return this.seen.map(({ what }) => what);
  }

  async stop(): Promise<void> {
    this.server.close().closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '' } = request;
    const body = await text(request);
    const updates = method === 'PUT' ? (JSON.parse(body) as Update[]) : [];
    const what =
      method === 'PUT'
        ? `PUT ${updates.length}`
        : method === 'POST'
          ? `POST ${(JSON.parse(body) as { event: string }).event}`
          : `GET ${path.includes('/items') ? 'items' : 'job'}`;
    this.seen.push({ what, updates, path, authorization: request.headers.authorization });
    await this.onRequest?.(what);
    const answer = this.script({ method, path, updates }) ?? this.answerTo(method, path, updates);
    if (answer.fate === 'hang') return;
    const payload = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
    response.writeHead(answer.status ?? 200, {
      'Content-Type': 'application/json',
      ...answer.headers,
      ...(answer.fate === 'cut' && { 'Content-Length': payload.length + 10 }),
    });
    if (answer.fate === 'cut') response.write(payload, () => response.destroy());
    else response.end(payload);
  }

  private answerTo(method: string, path: string, updates: readonly Update[]): Answer {
    if (method === 'PUT') return this.update(updates);
    if (method === 'POST') return this.begin();
    return path.includes('/items') ? this.page(path) : this.job();
  }

  private begin(): Answer {
    if (this.status !== 'pending') return { status: 422, body: { type: 'INVALID_EXPORT_JOB_STATUS_CHANGE' } };
    this.status = 'in_progress';
    return { status: 202, body: {} };
  }

  private job(): Answer {
    const { jobId: id, status, failureReasonType } = this;
    return { body: { data: { id, status, failureReasonType, lastUpdatedAt: '2026-03-01T12:00:05Z' } } };
  }

  /** Three items in a page. */
  private page(path: string): Answer {
    const all = [...this.items].map(([id, item]) => ({
      ...item,
      accountingEntryId: id,
      exportJobId: this.jobId,
    }));
    const from = Number(new URL(path, 'http://pleo').searchParams.get('after') ?? 0);
    const hasNextPage = from + 3 < all.length;
    const data = all.slice(from, from + 3);
    return { body: { data, pagination: { hasNextPage, endCursor: String(from + 3) } } };
  }

  /** Pleo's answer to updates, which are done. */
  update(updates: readonly Update[]): Answer {
    if (this.status !== 'in_progress')
      return {
        status: 422,
        body: { type: 'EXPORT_JOB_STATUS_UNPROCESSABLE', message: 'The job is not open' },
      };
    const data: Item[] = [];
    const errors: Item[] = [];
    for (const { accountingEntryId, ...said } of updates) {
      const item = this.items.get(accountingEntryId);
      const type = this.refusalOf(item, said.status);
      if (type) errors.push({ accountingEntryId, type, message: 'Not so' });
      else {
        this.items.set(accountingEntryId, { ...item, ...said });
        data.push({ ...said, accountingEntryId, exportJobId: this.jobId });
      }
    }
    return { body: { data, errors } };
  }

  private refusalOf(item: Item | undefined, status: string): string | null {
    if (!item) return 'ACCOUNTING_ENTRY_DOES_NOT_EXIST';
    const isUntouched = item['status'] === 'pending' || item['status'] === null;
    const isDone = item['status'] === 'successful' || item['status'] === 'failed';
    const isRefused =
      (isDone && !this.takesRepeats) || (this.wantsInProgress && isUntouched && status !== 'in_progress');
    return isRefused ? 'EXPORT_ENTRY_STATUS_UPDATE_FAILED' : null;
  }
}
