import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { certificate } from './certificates/certificate.js';

/** How a client asks whether the server speaks TLS. */
const SSL_REQUEST_LENGTH = 8;

/** Speaks TLS as Postgres does, takes it off and hands what is in it to a Postgres that speaks none. */
export class PostgresTlsFront {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  /** Starts one in front of `url`, with that certificate. */
  static async before(url: string, name: 'pleo' | 'self-signed'): Promise<PostgresTlsFront> {
    const target = new URL(url);
    const server = createServer((near) => {
      front.sockets.add(near.on('error', () => undefined));
      near.once('readable', () => {
        if (near.read(SSL_REQUEST_LENGTH) === null) return near.destroy();
        near.write('S');
        const inside = new TLSSocket(near, { isServer: true, ...certificate(name) });
        const far = connect(Number(target.port), target.hostname);
        for (const socket of [inside, far]) {
          front.sockets.add(socket);
          socket.on('error', () => undefined).on('close', () => (inside.destroy(), far.destroy()));
        }
        inside.pipe(far).pipe(inside);
      });
    });
    const front = new PostgresTlsFront(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return front;
  }

  /** The database behind it, by that host name and with that query. */
  url(hostname: string, query: string): string {
    const url = new URL(this.target);
    url.hostname = hostname;
    url.port = String((this.server.address() as AddressInfo).port);
    url.search = query;
    return url.href;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
