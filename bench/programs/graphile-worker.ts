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
    // Its documentation's advice for many short jobs.
    localQueue: { size: 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
    logger: new Logger(() => () => undefined),
  },
};
await runMigrations({ preset });

/** A queue per job, so that its events go one after the other. */
const FILL = `
  WITH job AS MATERIALIZED (SELECT gen_random_uuid()::text AS id FROM generate_series(1, $1::integer))
  SELECT count(*)
  FROM (SELECT array_agg((
           '${TASK}', json_build_object('jobId', id, 'event', event), id, NULL, NULL, NULL, NULL, NULL
         )::graphile_worker.job_spec ORDER BY place, id) AS specs
        FROM job CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS event (event, place)) AS filled
  CROSS JOIN LATERAL graphile_worker.add_jobs(specs)`;

let runner: Runner | null = null;

answers(null, async (question: QueueQuestion) => {
  switch (question.kind) {
    case 'fill':
      await pool.query(FILL, [question.jobs, question.events]);
      return null;
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
