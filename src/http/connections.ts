import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';

/** Connections that one replica keeps. Beyond it new ones are accepted, and idle ones closed. */
const MAX_OPEN = 10_000;

/**
 * Bounds the number of connections without refusing new ones: beyond the limit the connection that has been idle for
 * longest is closed (as nginx reuses its worker connections), anonymous ones first. A connection is idle while no
 * request of it is worked on, even if half a request has arrived.
 */
@Injectable()
export class Connections {
  private readonly open = new Set<Socket>();
  private readonly strangers = new Set<Socket>();
  private readonly known = new Set<Socket>();

  watch(server: Server, most = MAX_OPEN): void {
    server.on('connection', (socket: Socket) => {
      if (this.open.size >= most) this.closeOldest();
      this.open.add(socket);
      this.strangers.add(socket);
      socket.once('close', () => {
        this.open.delete(socket);
        this.isBusy(socket);
      });
    });
  }

  /** A request of this connection is worked on. */
  isBusy(socket: Socket): void {
    this.strangers.delete(socket);
    this.known.delete(socket);
  }

  /** A request of this connection was answered; `isKnown` when it came with a key. */
  isIdle(socket: Socket, isKnown: boolean): void {
    if (this.open.has(socket)) (isKnown ? this.known : this.strangers).add(socket);
  }

  private closeOldest(): void {
    const [oldest = [...this.known][0]] = this.strangers;
    oldest?.destroy();
  }
}
