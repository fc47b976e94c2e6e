import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to a connection that comes while the proxy is in this state. */
export type ProxyState =
  /** It goes through. */
  | 'open'
  /** Nobody listens: the operating system refuses it. */
  | 'refusing'
  /** It is taken, and then nothing comes back: a network that loses every packet. */
  | 'silent';

/** Stands in front of a TCP server, and can make it look away, gone or dead. */
export class TcpProxy {
  private state: ProxyState = 'open';
  private server: Server | null = null;
  private readonly links = new Set<{ near: Socket; far: Socket }>();

  private constructor(
    private target: { host: string; port: number },
    private port: number,
  ) {}

  /** Starts one in front of `url` (host and port of it), open or refusing. */
  static async before(url: string, state: 'open' | 'refusing' = 'open'): Promise<TcpProxy> {
    const proxy = new TcpProxy(addressOf(url), 0);
    await proxy.listen();
    if (state === 'refusing') await proxy.refuse();
    return proxy;
  }

  /** The given URL, through the proxy. */
  urlOf(url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(this.port);
    return changed.href;
  }

  /** New connections go to host and port of `url`: its server has moved. */
  retarget(url: string): void {
    this.target = addressOf(url);
  }

  /** New connections go through again. Those that were silent stay so: the bytes are lost. */
  async open(): Promise<void> {
    this.state = 'open';
    if (!this.server) await this.listen();
  }

  /** Cuts what is connected; new connections go through. */
  cut(): void {
    for (const { near, far } of this.links) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Cuts what is connected and takes nothing new. */
  async refuse(): Promise<void> {
    this.state = 'refusing';
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    this.server = null;
    this.cut();
    await closed;
  }

  /** Swallows all that is said from now on, on connections old and new, and tells nobody. */
  swallow(): void {
    this.state = 'silent';
    for (const { near, far } of this.links) {
      near.unpipe(far).resume();
      far.unpipe(near).resume();
    }
  }

  async stop(): Promise<void> {
    await this.refuse();
  }

  private async listen(): Promise<void> {
    this.server = createServer({ allowHalfOpen: true }, (near) => this.link(near));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private link(near: Socket): void {
    const far = connect({ ...this.target, allowHalfOpen: true });
    const link = { near, far };
    this.links.add(link);
    const end = () => {
      this.links.delete(link);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end).setNoDelay();
    if (this.state === 'silent') {
      near.resume();
      far.resume();
    } else {
      near.pipe(far).pipe(near);
    }
  }
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
