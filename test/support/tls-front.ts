import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { certificate } from './certificates/certificate.js';

/** Takes TLS off what comes in and hands it to an HTTP server. */
export class TlsFront {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** The host names by which callers asked for it. */
    readonly names: string[],
  ) {}

  /** Starts one in front of `url`, with that certificate. */
  static async before(url: string, name: 'pleo' | 'self-signed'): Promise<TlsFront> {
    const { hostname, port } = new URL(url);
    const names: string[] = [];
    const server = createServer(certificate(name));
    const front = new TlsFront(server, names);
    server.on('secureConnection', (near) => {
      names.push(String(near.servername));
      const far = connect(Number(port), hostname);
      for (const socket of [near, far]) {
        front.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => (near.destroy(), far.destroy()));
      }
      near.pipe(far).pipe(near);
    });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return front;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
