import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { ServiceUnavailable } from '../shared/http.errors.js';
import { isProbe } from '../shared/probe.js';

/** How late the event loop may be on average, over a second, before requests are turned away. */
const MOST_DELAY_MS = 500;

/** Answers 503 while the process cannot keep up. Probes go on: a replica that is busy must not be restarted. */
export function refuseWhenOverloaded(fastify: FastifyInstance): void {
  void fastify.register(underPressure, {
    maxEventLoopDelay: MOST_DELAY_MS,
    sampleInterval: 1000,
    pressureHandler: async ({ url }) => {
      if (!isProbe(url)) throw new ServiceUnavailable('The relay has too much to do.');
    },
  });
}
