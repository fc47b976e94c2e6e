import { drained } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { CREDENTIALS_KEY, databaseOfMainBefore } from '../support/main-before.js';
import { it, type Stage } from '../support/stage.js';

/** The id of a job of the dump. */
const job = (number: number) => `0000000${number}-0000-4000-8000-000000000000`;

/**
 * The events of main before that are not delivered yet, with the status that Pleo has in the end; the order is in
 * that.
 */
const WAITING = [
  [job(2), 'completed'],
  [job(4), 'in_progress'],
  [job(5), 'failed'],
  [job(6), 'in_progress'],
  [job(7), 'in_progress'],
] as const;

async function onMainBefore(stage: Stage) {
  const database = await databaseOfMainBefore();
  stage.until(database, () => database.drop());
  const sandbox = await stage.sandbox({ apiKeys: ['sandbox-key', 'company-key'] });
  // The dump is of long ago.
  const start = () => stage.relay({ database, sandbox }, { CREDENTIALS_KEY, RETENTION_DAYS: '0' });
  return { database, sandbox, start };
}

it('a relay on a database of main before delivers the events that waited there, in order, and loses none', async ({
  stage,
  expect,
}) => {
  const { database, sandbox, start } = await onMainBefore(stage);
  const count = 'SELECT count(*)::integer AS count FROM export_job_event';
  const [before] = await database.query<{ count: number }>(count);
  const relay = await start().answers();
  await eventually(() => WAITING.every(([id, status]) => sandbox.job(id)?.status === status));
  for (const [id] of WAITING) {
    const sent = sandbox.requests.filter((request) => request.jobId === id && request.method === 'POST');
    expect(sent, id).toHaveLength(id === job(2) ? 2 : 1);
  }
  // The dead event is where people left it, with the one behind it, until they let it go on.
  await eventually(async () => (await database.query('SELECT FROM outbox')).length === 2);
  const { body } = await relay.get<{ data: { id: string; jobId: string }[] }>(
    '/v1/export-job-events?deliveryStatus=dead',
  );
  expect(body.data).toMatchObject([{ jobId: job(3) }]);
  expect((await relay.post(`/v1/export-job-events/${body.data[0]?.id}/redeliver`, {})).status).toBe(202);
  await drained(database);
  expect(sandbox.job(job(3))?.status).toBe('completed');
  // Deadlines that passed long ago wait until workers could be heard for that long: nothing was added, nothing is gone.
  expect(await database.query(count)).toEqual([before]);
  expect((await relay.get('/health/ready')).status).toBe(200);
  expect(await relay.report(job(4), 'completed')).toBe(202);
  await eventually(() => sandbox.job(job(4))?.status === 'completed');
});

it('a relay does not start on it while replicas of main before are at work, and says so', async ({
  stage,
  expect,
}) => {
  const { database, start } = await onMainBefore(stage);
  const url = new URL(database.url);
  url.searchParams.set('application_name', 'pleo-export-relay');
  const session = await stage.session(url.href);
  const relay = start();
  expect((await relay.exits()).code).toBe(1);
  expect(relay.output).toMatch(/"msg":"The schema of DATABASE_URL .*still use it \(1 sessions\)/);
  await session.end();
  await start().answers();
});
