import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import { answers } from './answers.js';
import { postEvent } from './post-event.js';
import type { QueueQuestion } from './queue-question.js';

const QUEUE = 'export-job-events';
const CHUNK = 5000;

/**
 * The cost of a fetch hardly depends on the number of messages: of 4 x 16, 2 x 32, 1 x 64, 1 x 256, 2 x 256, 1 x 512
 * and 1 x 1000, with 20,000 waiting, this was the quickest, by up to six times. No more than 64 requests are in flight
 * anyway. Workers fetch again at once after a full batch, as its docs advise.
 */
const OPTIONS = {
  localConcurrency: 2,
  batchSize: 256,
  burstWhenBatchFull: true,
  pollingIntervalSeconds: 0.5,
};

const [url = '', pleo = ''] = process.argv.slice(2);
const boss = new PgBoss({ connectionString: url, max: 10 });
boss.on('error', (error) => console.error(error));
await boss.start();
await boss.createQueue(QUEUE, { policy: 'key_strict_fifo' });

/** pg-boss with a strict order per job: the key of a message is its job. */
answers(null, async (question: QueueQuestion) => {
  switch (question.kind) {
    case 'fill': {
      const jobIds = Array.from({ length: question.jobs }, () => randomUUID());
      for (const event of question.events) {
        for (let from = 0; from < jobIds.length; from += CHUNK) {
          const chunk = jobIds.slice(from, from + CHUNK);
          await boss.insert(
            QUEUE,
            chunk.map((jobId) => ({ data: { jobId, event }, singletonKey: jobId })),
          );
        }
      }
      return null;
    }
    case 'work':
      await boss.work<{ jobId: string; event: string }>(QUEUE, OPTIONS, async (messages) => {
        await Promise.all(messages.map(({ data }) => postEvent(pleo, data.jobId, data.event)));
      });
      return null;
    case 'rest':
      await boss.offWork(QUEUE);
      return null;
  }
});
