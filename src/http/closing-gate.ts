import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ServiceUnavailable } from '../shared/http.errors.js';

/** Shut when the relay begins to stop: from then on nothing is accepted, and readiness says so, while it drains. */
@Injectable()
export class ClosingGate {
  private closed = false;

  close(): void {
    this.closed = true;
  }

  /** Throws `ServiceUnavailable` once the gate is shut. The process is alive until it ends. */
  pass({ url }: FastifyRequest): void {
    if (this.closed && url !== '/health/live') throw new ServiceUnavailable('The relay is shutting down.');
  }
}
