import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';

/** Connections that one replica keeps. More are taken, and as many idle ones closed. */
const MAX_OPEN = 10_000;

/**
 * Keeps the number of connections within bounds without shutting the door: beyond it the one that has been idle for
 * longest is closed (as nginx reuses its worker connections), those that never showed a key first. Idle is whoever is
 * not worked for, be it that a request is only half there.
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
