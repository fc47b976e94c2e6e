import type { Socket } from 'node:net';
import type { Connections } from './connections.js';
import type { Room } from './room.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's share of a room; null for probes, which are not counted. */
    visit: Visit | null;
  }
}

/** One request's share of its room, until the request is over. */
export class Visit {
  private bytes = 0;
  private isInside = false;

  constructor(
    readonly room: Room,
    private readonly connections: Connections,
    private readonly socket: Socket,
  ) {}

  /** Counts the request as in progress, once. Throws `ServiceUnavailable` where there is no room for it. */
  enter(): void {
    if (this.isInside) return;
    this.room.check();
    this.isInside = true;
    this.room.inside++;
    this.connections.isBusy(this.socket);
  }

  /** Books `bytes` more of memory. */
  book(bytes: number): void {
    this.bytes += bytes;
    this.room.bytes += bytes;
  }

  /** Releases its memory. */
  free(): void {
    this.room.bytes -= this.bytes;
    this.bytes = 0;
  }

  /** To be called when the request was answered or its caller disconnected. */
  end(isKnown: boolean): void {
    this.free();
    if (!this.isInside) return;
    this.isInside = false;
    this.room.inside--;
    this.connections.isIdle(this.socket, isKnown);
  }
}
