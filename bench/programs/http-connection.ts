import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const END_OF_HEAD = '\r\n\r\n';

/** One keep-alive connection with one request at a time: no more HTTP than a load generator needs. */
export class HttpConnection {
  private pending: ((status: number) => void) | null = null;
  private received = '';

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
    private readonly path: string,
  ) {
    socket.setEncoding('latin1').on('data', (text: string) => this.read(text));
    // 0 is no status: the load generator counts it as refused.
    socket.on('error', () => undefined).on('close', () => this.pending?.(0));
  }

  /** Connects to the URL, to which it will post JSON. */
  static async open(url: string): Promise<HttpConnection> {
    const { hostname, port, host, pathname } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    return new HttpConnection(socket, host, pathname);
  }

  /** Posts to the URL that was opened. Resolves with the status once the whole answer is there. ASCII only. */
  post(body: string): Promise<number> {
    return this.send('POST', this.path, body);
  }

  /** The same with another method and path. */
  send(method: string, path: string, body: string): Promise<number> {
    const head = `${method} ${path} HTTP/1.1\r\nHost: ${this.host}\r\nContent-Type: application/json`;
    return new Promise((resolve) => {
      this.pending = resolve;
      this.socket.write(`${head}\r\nContent-Length: ${body.length}${END_OF_HEAD}${body}`);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private read(text: string): void {
    this.received += text;
    const end = this.received.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.received)?.[1] ?? 0);
    if (this.received.length < end + END_OF_HEAD.length + length) return;
    const status = Number(this.received.slice(9, 12));
    this.received = '';
    this.pending?.(status);
  }
}
