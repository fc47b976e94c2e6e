import { randomUUID } from 'node:crypto';
import { answers } from './answers.js';
import { postEvent } from './post-event.js';

const LANES = 64;

/** The number of jobs, and the events of each, one after the other. */
export interface DeliveryQuestion {
  readonly jobs: number;
  readonly events: readonly string[];
}

const [pleo = ''] = process.argv.slice(2);

/** The upper bound of deliveries: 64 lanes of requests and nothing else, no database, no checks, no outcomes. */
answers(null, async ({ jobs, events }: DeliveryQuestion) => {
  let left = jobs;
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (left-- > 0) {
        const jobId = randomUUID();
        for (const event of events) await postEvent(pleo, jobId, event);
      }
    }),
  );
  return null;
});
