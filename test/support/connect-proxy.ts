import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** An HTTP proxy that makes tunnels, all of them to one port of this machine, and notes who asked for what. */
export class ConnectProxy {
  /** `host:port` of every tunnel that was asked for. */
  readonly tunnels: string[] = [];
  /** What came as `Proxy-Authorization` with each. */
  readonly credentials: (string | undefined)[] = [];
  /** Requests that are no tunnels: a proxy could read them. */
  readonly plain: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** `status` is what tunnels are answered; anything but 200 refuses them. */
  static async start(port: number, status = 200): Promise<ConnectProxy> {
    const server = createServer();
    const proxy = new ConnectProxy(server);
    server.on('request', (request, answer) => {
      proxy.plain.push(String(request.url));
      answer.writeHead(502).end();
    });
    server.on('connect', (request: IncomingMessage, near: Socket) => {
      proxy.tunnels.push(String(request.url));
      proxy.credentials.push(request.headers['proxy-authorization']);
      proxy.sockets.add(near);
      near.on('error', () => undefined);
      if (status !== 200) return void near.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      const far = connect(port, '127.0.0.1', () => {
        near.write('HTTP/1.1 200 Connection established\r\n\r\n');
        near.pipe(far).pipe(near);
      });
      proxy.sockets.add(far);
      far.on('error', () => undefined).on('close', () => near.destroy());
      near.on('close', () => far.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    this.server.closeAllConnections();
    await closed;
  }
}
