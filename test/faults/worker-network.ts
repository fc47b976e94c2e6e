import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Deadline } from '../../client/deadline.js';
import type { Draw } from './draw.js';
import { LEASE_SECONDS } from './quick-leases.js';

/** How long a replica may be silent: a fraction of a lease, beyond what a claim is to wait and Pleo may take. */
const TIMEOUT_MS = 800;
const PLEO_MS = 2500;

/** What a worker asked with its lease, or a claim that it was granted. */
export interface LeaseCall {
  readonly path: string;
  readonly token: string;
  readonly jobId: string;
  /** When the replica was asked and when it had answered, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly status: number;
  readonly text: string;
}

/**
 * What lies between one worker and the replicas: a load balancer that loses some answers. When the worker stands still,
 * its requests are held, and go on when it does; when it dies, nothing comes through any more.
 */
export class WorkerNetwork {
  private readonly server: Server = createServer();
  private held: Promise<void> | null = null;
  private turn = 0;

  private constructor(
    private readonly urls: () => string[],
    private readonly draw: Draw,
    private readonly calls: LeaseCall[],
  ) {}

  /** `calls` is what it notes in. */
  static async before(urls: () => string[], draw: Draw, calls: LeaseCall[]): Promise<WorkerNetwork> {
    const network = new WorkerNetwork(urls, draw, calls);
    network.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      network.pass(request, response).catch(() => response.destroy());
    });
    network.server.listen(0, '127.0.0.1');
    await once(network.server, 'listening');
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Holds all requests from now on. Gives what lets them go on. */
  hold(): () => void {
    let release = () => {};
    this.held = new Promise((resolve) => (release = resolve));
    return () => {
      this.held = null;
      release();
    };
  }

  cut(): void {
    this.server.close().closeAllConnections();
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    const given = await buffer(request);
    const gone = new AbortController();
    // What was held goes on by itself, though nobody waits for it any more.
    if (this.held) await this.held;
    else response.on('close', () => gone.abort());
    if (this.draw.chance(0.02)) return void request.socket.resetAndDestroy();
    const isClaim = path.endsWith('/claim');
    const isRead = method === 'GET';
    const claim = isClaim ? this.claimOf(given) : null;
    const token = String(headers['lease-token'] ?? '');
    const urls = this.urls();
    const sentAt = Date.now();
    const waitMs = claim ? claim.waitSeconds * 1000 : isRead ? PLEO_MS : 0;
    const end = new Deadline([gone.signal], TIMEOUT_MS + waitMs);
    try {
      const answer = await fetch(new URL(path, urls[this.turn++ % urls.length]), {
        method,
        headers: { 'Content-Type': 'application/json', ...(token && { 'Lease-Token': token }) },
        ...(!isRead && { body: claim ? JSON.stringify(claim) : given }),
        signal: end.signal,
      });
      const text = await answer.text();
      const call = { path, sentAt, answeredAt: Date.now(), status: answer.status, text };
      if (isClaim && answer.status === 200) this.calls.push({ ...call, ...leaseIn(text) });
      if (token && !isRead) this.calls.push({ ...call, token, jobId: jobIn(path, given) });
      if (this.draw.chance(0.04)) return void request.socket.resetAndDestroy();
      response
        .writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? '' })
        .end(text);
    } finally {
      end.clear();
    }
  }

  /** The relay gives leases that are longer than they last here. */
  private claimOf(given: Buffer): { readonly waitSeconds: number } {
    const changed = { leaseSeconds: LEASE_SECONDS, waitSeconds: this.draw.one([0, 1, 2]) };
    return { ...(JSON.parse(given.toString()) as object), ...changed };
  }
}

function leaseIn(claimed: string): { token: string; jobId: string } {
  const { job, lease } = JSON.parse(claimed) as { job: { id: string }; lease: { token: string } };
  return { token: lease.token, jobId: job.id };
}

function jobIn(path: string, body: Buffer): string {
  return (
    /^\/v1\/export-jobs\/([^/]+)/.exec(path)?.[1] ?? /"jobId":"([^"]+)"/.exec(body.toString())?.[1] ?? ''
  );
}
