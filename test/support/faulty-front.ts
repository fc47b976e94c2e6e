import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What one request meets on its way to the server behind. */
export type Fault =
  /** The server does what it is asked, and its answer is lost. */
  | 'answer lost'
  /** The connection is reset before the server hears of it. */
  | 'reset'
  /** Nothing ever comes back. */
  | 'silence'
  /** This answer, and the server hears of nothing. */
  | { status: number; headers?: Record<string, string>; body?: string };

/** Stands in front of an HTTP server: requests meet the faults in their order, those that come later none. */
export class FaultyFront {
  /** `METHOD path` of every request, and when it came, by the monotonic clock. */
  readonly requests: { line: string; atMs: number }[] = [];
  private faults: (Fault | null)[] = [];

  private constructor(
    private readonly target: string,
    private readonly server: Server,
  ) {
    server.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) =>
        // A caller that goes away is gone for the server too.
        void this.take(request, response).catch(() => response.destroy()),
    );
  }

  static async before(target: string): Promise<FaultyFront> {
    const front = new FaultyFront(target, createServer());
    front.server.listen(0, '127.0.0.1');
    await once(front.server, 'listening');
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on, where null is none; what was noted of earlier requests is forgotten. */
  play(...faults: (Fault | null)[]): void {
    this.faults = faults;
    this.requests.length = 0;
  }

  async stop(): Promise<void> {
    this.server.close().closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    this.requests.push({ line: `${method} ${path}`, atMs: performance.now() });
    const fault = this.faults.shift();
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    if (fault === 'silence') return;
    if (fault && typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const sent = await buffer(request);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const answer = await fetch(this.target + path, {
      method,
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        ['authorization', 'content-type', 'lease-token'].includes(name) ? [[name, String(value)]] : [],
      ),
      ...(method === 'GET' ? {} : { body: sent }),
      signal: gone.signal,
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (fault === 'answer lost') return void request.socket.resetAndDestroy();
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, type === null ? {} : { 'content-type': type }).end(body);
  }
}
