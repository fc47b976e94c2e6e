import type { Socket } from 'node:net';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import type { Scope } from '../config/values/api-keys.js';
import type { OpenRoute } from '../auth/scope.decorator.js';
import { Database } from '../database/database.js';
import { RequestTimeout } from '../api/http.errors.js';
import { Connections } from './connections.js';
import { EventLoop } from './event-loop.js';
import { Room } from './room.js';
import { Visit } from './visit.js';

const MIB = 1024 * 1024;

/** Requests in progress per replica. At a few thousand a second each is answered in good time. */
const MAX_INSIDE = 2000;

/** Memory for bodies at the same time. */
const MAX_BYTES = 64 * MIB;

/** Workers that wait for a job, beside it: they cost a connection each, and nothing else. */
const MAX_WAITING = 5000;

/** The same for anonymous callers, beside it. */
const MAX_STRANGERS = 250;
const MAX_BYTES_OF_STRANGERS = 8 * MIB;

/** Requests that may wait per database connection: all of them are served within the pool's timeout. */
const MAX_WAITING_PER_CONNECTION = 50;

/** How often stalled bodies are looked for. */
const LOOK_MS = 1000;

/**
 * Load shedding with bulkheads: refuses requests while as many are in progress as can be answered in good time, since a
 * quick 503 is better than a late answer for all. Callers with a key, those of them that wait for a job, callers that
 * authenticate otherwise, and readers of public routes have a room each, so none starves the others. Probes always
 * pass.
 */
@Injectable()
export class LoadShedder implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rooms: Readonly<Record<'known' | 'waiting' | Exclude<OpenRoute, 'probe'>, Room>>;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    database: Database,
    loop: EventLoop,
    private readonly connections: Connections,
    { DATABASE_POOL_SIZE }: Settings,
  ) {
    const mostWaiting = DATABASE_POOL_SIZE * MAX_WAITING_PER_CONNECTION;
    const isOverloaded = () => database.waiting >= mostWaiting || loop.isLate;
    this.rooms = {
      known: new Room(MAX_INSIDE, MAX_BYTES, isOverloaded),
      waiting: new Room(MAX_WAITING, MAX_BYTES_OF_STRANGERS, isOverloaded),
      // They leave room for workers to wait for the database.
      proof: new Room(Math.min(MAX_STRANGERS, mostWaiting / 2), MAX_BYTES_OF_STRANGERS, isOverloaded),
      public: new Room(MAX_STRANGERS, MAX_BYTES_OF_STRANGERS, () => loop.isLate),
    };
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.cutOff(), LOOK_MS).unref();
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /**
   * Admits a request of a route with this access: inside from now on, or once its body is whole. Null for probes.
   * Throws `ServiceUnavailable` when its room is full.
   */
  admit(access: Scope | OpenRoute, socket: Socket, hasBody: boolean, waitsLong = false): Visit | null {
    if (access === 'probe') return null;
    const isOpen = access === 'proof' || access === 'public';
    const room = this.rooms[isOpen ? access : waitsLong ? 'waiting' : 'known'];
    const visit = new Visit(room, this.connections, socket);
    if (!hasBody) visit.enter();
    else {
      room.check();
      room.checkBytes();
    }
    return visit;
  }

  /** Ends the bodies that are too slow. */
  cutOff(now = performance.now()): void {
    for (const { arriving } of Object.values(this.rooms)) {
      for (const body of arriving) if (body.isTooSlow(now)) body.giveUp(new RequestTimeout());
    }
  }
}
