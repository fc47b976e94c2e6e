import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Pleo as far as it is read: it answers as a test says, and keeps what it was asked. */
export class ReadingPleo {
  readonly asked: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
  /** Answers that are not over, for whatever reason. */
  readonly open = new Set<ServerResponse>();
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response) => response.end('{}');

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.asked.push({ url: request.url ?? '', headers: request.headers });
      this.open.add(response);
      response.once('close', () => this.open.delete(response));
      this.answer(response, request);
    });
  }

  static async start(): Promise<ReadingPleo> {
    const pleo = new ReadingPleo(createServer());
    pleo.server.listen(0, '127.0.0.1');
    await once(pleo.server, 'listening');
    return pleo;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close().closeAllConnections();
    await once(this.server, 'close');
  }
}
