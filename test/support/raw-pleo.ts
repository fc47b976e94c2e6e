import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What is done to a connection once a request is in: mostly, bytes are written that no server should write. */
export type Act = (socket: Socket, jobId: string) => void;

/** What a job's requests meet, one after the other; those that come later are answered as Pleo would. */
export interface Script {
  readonly posts?: readonly Act[];
  readonly gets?: readonly Act[];
}

/** A request that came in whole. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly jobId: string;
  readonly socket: Socket;
}

/** Pleo on a bare socket: it can say what no HTTP server says. */
export class RawPleo {
  readonly requests: RawRequest[] = [];
  /** Every connection that it took. */
  readonly sockets = new Set<Socket>();
  /** What a new connection meets, before anything is asked. */
  greeting: ((socket: Socket) => void) | null = null;
  private readonly scripts = new Map<string, { posts: Act[]; gets: Act[] }>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.take(socket));
  }

  static async start(): Promise<RawPleo> {
    const server = createServer({ allowHalfOpen: true });
    const pleo = new RawPleo(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return pleo;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  play(jobId: string, { posts = [], gets = [] }: Script): void {
    this.scripts.set(jobId, { posts: [...posts], gets: [...gets] });
  }

  of(jobId: string): RawRequest[] {
    return this.requests.filter((request) => request.jobId === jobId);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private take(socket: Socket): void {
    this.sockets.add(socket);
    let received = '';
    socket.setNoDelay();
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    if (this.greeting) {
      this.greeting(socket);
      return;
    }
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
      const request = requestIn(received, socket);
      if (!request) return;
      received = '';
      this.requests.push(request);
      this.answer(request);
    });
  }

  private answer({ method, jobId, socket }: RawRequest): void {
    const script = this.scripts.get(jobId);
    if (method === 'POST') (script?.posts.shift() ?? says(202, '{}'))(socket, jobId);
    else (script?.gets.shift() ?? showsJob({ status: 'in_progress' }))(socket, jobId);
  }
}

/** The request, once head and body are in. The relay sends no second one before it has an answer. */
function requestIn(received: string, socket: Socket): RawRequest | null {
  const [head = '', body] = received.split('\r\n\r\n');
  if (body === undefined) return null;
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  if (Buffer.byteLength(body) < length) return null;
  const [method = '', path = ''] = head.split(' ');
  const jobId = body ? (JSON.parse(body) as { jobId: string }).jobId : path.slice(path.lastIndexOf('/') + 1);
  return { method, path, jobId, socket };
}

/** These bytes, and the connection stays. */
export function writes(bytes: string | Buffer): Act {
  return (socket) => void socket.write(bytes);
}

/** These bytes, and then the connection is closed. */
export function writesAndCloses(bytes: string | Buffer): Act {
  return (socket) => void socket.end(bytes);
}

/** A proper answer. `headers` are whole lines. */
export function says(status: number, body: string | Buffer = '', headers: readonly string[] = []): Act {
  const lines = [`HTTP/1.1 ${status} Odd`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`];
  return writes(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]));
}

/** The job that was asked for, as Pleo shows it, but for what `data` says. */
export function showsJob(data: Record<string, unknown>): Act {
  return (socket, jobId) => {
    const body = JSON.stringify({ data: { id: jobId, ...data } });
    says(200, body, ['Content-Type: application/json'])(socket, jobId);
  };
}

/** `start`, then `piece` for ever, as fast as it is read; or one every `everyMs`. Ends with the connection. */
export function goesOn(start: string, piece: string | Buffer, everyMs = 0): Act {
  return (socket) => {
    socket.write(start);
    if (everyMs > 0) {
      const timer = setInterval(() => socket.write(piece), everyMs);
      socket.once('close', () => clearInterval(timer));
      return;
    }
    const more = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', more);
    more();
  };
}

/** `text` byte by byte, far slower than anybody waits. */
export function drips(text: string, everyMs = 100): Act {
  return (socket) => {
    let sent = 0;
    const timer = setInterval(() => socket.write(text[sent++ % text.length] ?? ''), everyMs);
    socket.once('close', () => clearInterval(timer));
  };
}
