import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pace } from './pace.js';

export const WEBHOOK_SECRET = `whsec_${Buffer.from('the secret of a simulation').toString('base64')}`;

const TIMEOUT_MS = 2000;
const AGAIN_MS = 200;

/** The way of Pleo's webhooks to one of the replicas. Most jobs' get lost on it. */
export class WebhookRoute {
  private readonly told = new Set<string>();
  private turn = 0;

  private constructor(
    private readonly urls: () => string[],
    private readonly server: Server,
  ) {}

  static async to(urls: () => string[]): Promise<WebhookRoute> {
    const server = createServer();
    const route = new WebhookRoute(urls, server);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        response.writeHead(204).end();
        return route.pass(body, request.headers);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return route;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The webhook of this job will arrive, as far as there is a replica. */
  tell(jobId: string): void {
    this.told.add(jobId);
  }

  async stop(): Promise<void> {
    this.server.close().closeAllConnections();
    await once(this.server, 'close');
  }

  /** Sooner than Pleo would do it again. */
  private async pass(body: string, headers: object): Promise<void> {
    const { payload } = JSON.parse(body) as { payload: { data: { id: string } } };
    if (!this.told.has(payload.data.id)) return;
    const ours = Object.entries(headers).filter(([name]) => /^webhook-|^content-type$/.test(name));
    const request = { method: 'POST', headers: Object.fromEntries(ours) as Record<string, string>, body };
    const send = async (): Promise<boolean> => {
      const urls = this.urls();
      // There is none while all replicas are being started.
      const url = new URL('/webhooks/pleo', urls[this.turn++ % urls.length]);
      return (await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) })).ok;
    };
    while (this.server.listening) {
      const isTaken = await send().catch(() => false);
      if (isTaken) return;
      await pace(AGAIN_MS);
    }
  }
}
