import { randomUUID } from 'node:crypto';
import { Logger, run, type Runner, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { answers } from './answers.js';
import { postEvent } from './post-event.js';
import type { QueueQuestion } from './queue-question.js';

const TASK = 'export-job-event';
const LANES = 64;

const [url = '', pleo = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 1 });
const preset = {
  worker: {
    connectionString: url,
    maxPoolSize: 10,
    schema: 'graphile_worker',
    concurrentJobs: LANES,
    // Recommended by its documentation for many short jobs.
    localQueue: { size: 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
    logger: new Logger(() => () => undefined),
  },
};
await runMigrations({ preset });

/** A queue per job, so its events go one after the other. One event at a time: add_jobs gives ids in no order. */
const FILL = `
  SELECT count(*)
  FROM (
    SELECT array_agg((
             '${TASK}', json_build_object('jobId', id, 'event', $2::text), id, NULL, NULL, NULL, NULL, NULL
           )::graphile_worker.job_spec) AS specs
    FROM unnest($1::text[]) AS id
  ) AS filled
  CROSS JOIN LATERAL graphile_worker.add_jobs(specs)`;

let runner: Runner | null = null;

answers(null, async (question: QueueQuestion) => {
  switch (question.kind) {
    case 'fill': {
      const jobIds = Array.from({ length: question.jobs }, () => randomUUID());
      for (const event of question.events) await pool.query(FILL, [jobIds, event]);
      return null;
    }
    case 'work':
      runner = await run({
        preset,
        taskList: {
          [TASK]: async (payload) => {
            const { jobId, event } = payload as { jobId: string; event: string };
            await postEvent(pleo, jobId, event);
          },
        },
      });
      return null;
    case 'rest':
      await runner?.stop();
      return null;
  }
});
