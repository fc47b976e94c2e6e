import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { ServiceUnavailable } from '../shared/http.errors.js';
import { isProbe } from '../shared/probe.js';
import { EventLoop } from './event-loop.js';

/** Requests that one replica works on at the same time. At a few thousand a second each is answered in good time. */
const MOST_INSIDE = 2000;

/** Bytes of bodies that may be held at the same time. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Requests that may wait for each connection to the database: all of them are served within the pool's patience. */
const MOST_WAITING_PER_CONNECTION = 50;

/**
 * Turns requests away while as many are inside as can be answered in good time: a quick 503 is better than a late
 * answer for all. Probes are let through.
 */
@Injectable()
export class Crowd {
  private inside = 0;
  private bytes = 0;
  private readonly mostWaiting: number;

  constructor(
    private readonly database: Database,
    private readonly loop: EventLoop,
    { DATABASE_POOL_SIZE }: Settings,
  ) {
    this.mostWaiting = DATABASE_POOL_SIZE * MOST_WAITING_PER_CONNECTION;
  }

  /** Counts the request until it is answered. Throws `ServiceUnavailable` when there is no room for it. */
  enter(request: FastifyRequest, { raw }: FastifyReply): void {
    if (isProbe(request.url)) return;
    const bytes = bytesOf(request);
    const isFull =
      this.inside >= MOST_INSIDE ||
      this.bytes + bytes > MOST_BYTES ||
      this.database.waiting >= this.mostWaiting ||
      this.loop.isLate;
    if (isFull) throw new ServiceUnavailable('The relay has too much to do.');
    this.inside++;
    this.bytes += bytes;
    raw.once('close', () => {
      this.inside--;
      this.bytes -= bytes;
    });
  }
}

/** What its body may come to: what it announces, or all that the route takes. More is not read. */
function bytesOf({ headers, routeOptions: { bodyLimit } }: FastifyRequest): number {
  if (headers['transfer-encoding'] !== undefined) return bodyLimit;
  return Math.min(Number(headers['content-length'] ?? 0), bodyLimit);
}
