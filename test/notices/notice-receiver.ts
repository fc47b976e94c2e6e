import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A notice as it arrived. */
export interface Arrival {
  readonly id: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Record<string, unknown>;
}

/** How the receiver answers. */
export type Answer = (response: ServerResponse, arrival: Arrival) => unknown;

export const takes: Answer = (response) => response.writeHead(204).end();
export const says =
  (status: number, body = '', headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);
/** It takes the request, and says nothing. */
export const hangs: Answer = () => undefined;

/** The integrator's side: a server on loopback that remembers what came. */
export class NoticeServer {
  readonly arrivals: Arrival[] = [];
  answer: Answer = takes;
  private readonly server = createServer((request, response) => void this.take(request, response));

  static async start(): Promise<NoticeServer> {
    const receiver = new NoticeServer();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/notices?of=relay`;
  }

  /** Of these types about this company or job. */
  about(subject: string): Arrival[] {
    return this.arrivals.filter(({ data }) => data['jobId'] === subject || data['companyId'] === subject);
  }

  reset(): void {
    this.arrivals.length = 0;
    this.answer = takes;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const headers = request.headers as Record<string, string>;
    const said = JSON.parse(body) as Pick<Arrival, 'type' | 'timestamp' | 'data'>;
    const arrival = { ...said, id: headers['webhook-id']!, headers, body };
    this.arrivals.push(arrival);
    this.answer(response, arrival);
  }
}
