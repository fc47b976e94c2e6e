import type { Socket } from 'node:net';
import type { Connections } from './connections.js';
import type { Room } from './room.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request takes up; null for probes, which are not counted. */
    visit: Visit | null;
  }
}

/** What one request takes up of its room until it is over. */
export class Visit {
  private bytes = 0;
  private isInside = false;

  constructor(
    readonly room: Room,
    private readonly connections: Connections,
    private readonly socket: Socket,
  ) {}

  /** Counts the request as one that is worked on. Throws `ServiceUnavailable` where there is no room for it. */
  enter(): void {
    this.room.check();
    this.isInside = true;
    this.room.inside++;
    this.connections.isBusy(this.socket);
  }

  /** Books `bytes` of memory, beside those that it has. */
  book(bytes: number): void {
    this.bytes += bytes;
    this.room.bytes += bytes;
  }

  /** Gives its bytes back. */
  free(): void {
    this.room.bytes -= this.bytes;
    this.bytes = 0;
  }

  /** It was answered, or its caller has gone. */
  end(isKnown: boolean): void {
    this.free();
    if (!this.isInside) return;
    this.isInside = false;
    this.room.inside--;
    this.connections.isIdle(this.socket, isKnown);
  }
}
