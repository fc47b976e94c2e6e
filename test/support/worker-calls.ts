import { randomUUID } from 'node:crypto';
import type TestAgent from 'supertest/lib/agent.js';
import { expect } from 'vitest';
import { eventually } from './eventually.js';

/** Where an event stands, as the relay says it. */
export interface DeliverySaid {
  readonly status: string;
  readonly attempts: number;
  readonly waitingFor: Record<string, string> | null;
  readonly nextAttemptAt: string | null;
}

/** What workers ask of a relay, and what they are told of their events. */
export function workerCalls(http: () => TestAgent) {
  const delivery = async (eventId: string): Promise<DeliverySaid> =>
    (await http().get(`/v1/export-job-events/${eventId}`).expect(200)).body.delivery;

  return {
    delivery,
    /** Returns the job's id. */
    register: async (companyId: string | null, id: string = randomUUID()): Promise<string> => {
      const { status } = await http()
        .post('/v1/export-jobs')
        .send({ id, ...(companyId && { companyId }) });
      expect([200, 201]).toContain(status);
      return id;
    },
    /** Returns the event's id. */
    report: async (jobId: string, event = 'started'): Promise<string> => {
      const { body } = await http().post('/v1/export-job-events').send({ jobId, event }).expect(202);
      return body.id as string;
    },
    reportResults: (jobId: string, count = 1) =>
      http()
        .put(`/v1/export-jobs/${jobId}/items`)
        .send(
          Array.from({ length: count }, () => ({ accountingEntryId: randomUUID(), status: 'successful' })),
        ),
    becomes: (eventId: string, status: string, withinMs?: number) =>
      eventually(async () => (await delivery(eventId)).status === status, withinMs),
  };
}
