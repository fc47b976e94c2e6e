import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { NoticeServer, takes } from '../notices/notice-receiver.js';
import { eventually } from '../support/eventually.js';
import { it } from '../support/stage.js';

const NOTICE_SECRET = `whsec_${Buffer.from('what signs the notices').toString('base64')}`;

it('a notice is told again, with the same id, when the replica is killed between the answer and its commit', async ({
  stage,
}) => {
  const receiver = await NoticeServer.start();
  stage.until(receiver, () => receiver.stop());
  const [database, sandbox] = [await stage.database(), await stage.sandbox()];
  const env = { NOTICE_URL: receiver.url, NOTICE_SECRET };
  const first = await stage.relay({ database, sandbox }, env).answers();
  const session = await stage.session(database.url);
  let held: Promise<unknown> | undefined;
  // The row is held from before the answer: the outcome cannot be written.
  receiver.answer = (response, arrival) => {
    held = session.query('BEGIN; SELECT FROM notice FOR UPDATE').then(() => takes(response, arrival));
  };
  const jobId = randomUUID();
  sandbox.setFaults([{ match: { jobId }, status: 400 }]);
  expect(await first.report(jobId, 'started')).toBe(202);
  await eventually(async () => {
    const [row] = await database.query<{ waiting: number }>(
      `SELECT count(*)::integer AS waiting FROM pg_locks WHERE NOT granted`,
    );
    return row!.waiting > 0;
  });
  first.kill('SIGKILL');
  await first.exits();
  await held;
  receiver.answer = takes;
  // Its statement may have reached Postgres already, with the commit behind it: that goes too.
  await session.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  await session.query('COMMIT');
  expect(await database.query('SELECT status FROM notice')).toEqual([{ status: 'waiting' }]);
  // As if the lease of 30 s were over.
  await database.query('UPDATE notice SET due_at = now()');
  await stage.relay({ database, sandbox }, env).answers();
  await eventually(async () => {
    const [row] = await database.query<{ status: string }>('SELECT status FROM notice');
    return row!.status === 'delivered';
  });
  expect(receiver.arrivals).toHaveLength(2);
  const [one, other] = receiver.arrivals;
  expect(other).toMatchObject({ id: one!.id, body: one!.body, type: 'event.dead', data: { jobId } });
});
