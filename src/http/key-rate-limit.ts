import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import { TooManyRequests } from '../api/http.errors.js';

const WINDOW_MS = 1000;

/**
 * Fixed-window rate limit: RATE_LIMIT_PER_KEY requests per second for each API key on this replica, and behind a proxy
 * that signs people in for each user. Names come from the settings, or from that proxy, so there are few; a plugin's
 * store would cost more than the counting.
 */
@Injectable()
export class KeyRateLimit {
  private readonly most: number;
  private readonly counts = new Map<string, number>();
  private windowEnd = 0;

  constructor({ RATE_LIMIT_PER_KEY }: Settings) {
    this.most = RATE_LIMIT_PER_KEY;
  }

  /** Counts a request of a known caller. Throws `TooManyRequests` beyond the limit. */
  count({ caller }: FastifyRequest, now = performance.now()): void {
    if (this.most === 0 || caller === undefined) return;
    if (now >= this.windowEnd) {
      this.counts.clear();
      this.windowEnd = now + WINDOW_MS;
    }
    const count = (this.counts.get(caller.name) ?? 0) + 1;
    if (count > this.most) throw new TooManyRequests(caller.name, this.most);
    this.counts.set(caller.name, count);
  }
}
