import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Database } from '../../src/database/database.js';
import { DeliveryModule } from '../../src/delivery/delivery.module.js';
import { LOCK_JOBS } from '../../src/events/events.sql.js';
import { PleoClient } from '../../src/pleo/pleo.client.js';
import { readFaultOf } from '../../src/pleo/pleo.outcome.js';
import { attemptOf } from '../../src/pleo-access/attempt-of.js';
import { type Decisive, meaningOf, signalOf } from '../../src/pleo-access/meaning-of.js';
import type { PleoSession } from '../../src/pleo-access/pleo-session.js';
import { REDELIVER } from '../../src/queue/dead.sql.js';
import type { Message } from '../../src/queue/message.js';
import type { Delivered, MessageHandler } from '../../src/queue/message-handler.js';
import { startApp, type TestApp } from '../support/app.js';
import { outboxMistakes } from '../support/books.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.js';
import { allDelivered, report } from '../support/reports.js';

/** The bodies of messages, as the handler was given them. */
const told: unknown[] = [];

/** A kind of message that no release knows: it is told by looking at the job. */
@Injectable()
class LookHandler implements MessageHandler<PleoSession> {
  readonly kind = 'look';

  constructor(private readonly pleo: PleoClient) {}

  async deliver({ jobId, body }: Message, session: PleoSession): Promise<Delivered> {
    told.push(body);
    const startedAt = performance.now();
    const answer = await this.pleo.readJob(jobId, session);
    const outcome = (readFaultOf(answer) ?? { kind: 'delivered' }) as Decisive;
    const sent = { route: 'GET /export-jobs/{jobId}', request: 'glance', startedAt };
    return {
      meaning: meaningOf(outcome),
      attempts: [attemptOf(sent, outcome, answer)],
      pleoStatus: null,
      signal: signalOf(outcome),
    };
  }
}

@Injectable()
class OtherLookHandler extends LookHandler {}

/** Registers more handlers beside those of the release, in the one place where that is done. */
function alsoWith(...handlers: (typeof LookHandler)[]): void {
  const original = DeliveryModule.with.bind(DeliveryModule);
  vi.spyOn(DeliveryModule, 'with').mockImplementation((own, modules) =>
    original([...own, ...handlers], modules),
  );
}

function allowLooks(database: TestDatabase): Promise<unknown> {
  return database.query(
    `ALTER TABLE export_job_event
       DROP CONSTRAINT export_job_event_message_kind_check,
       ADD CONSTRAINT export_job_event_message_kind_check CHECK (kind IN ('event', 'items', 'look'))`,
  );
}

let relay: TestApp;
let collector: OtlpReceiver;
beforeAll(async () => {
  collector = await startOtlpReceiver();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
  alsoWith(LookHandler);
  const env = { EXPIRY_SWEEP_INTERVAL_SECONDS: '3600', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  relay = await startApp(env, allowLooks);
  vi.restoreAllMocks();
});
afterEach(async () => {
  relay.sandbox.clearFaults();
  expect(await outboxMistakes(relay.database)).toEqual([]);
});
afterAll(async () => {
  await relay.stop();
  await collector.stop();
  vi.unstubAllEnvs();
});

/**
 * Puts a message behind those of its job, as the recorder does for events: the job is locked first, so the message
 * before is either seen or lets this one go. Returns its id.
 */
async function look(jobId: string, body: object, { database }: TestApp = relay): Promise<string> {
  const id = randomUUID();
  await database.query(
    `BEGIN;
     SELECT FROM export_job WHERE id = '${jobId}' FOR UPDATE;
     WITH job AS (
       UPDATE export_job SET last_sequence = last_sequence + 1 WHERE id = '${jobId}' RETURNING id, last_sequence
     ), message AS (
       INSERT INTO export_job_event (job_id, sequence, id, kind, body, origin, accepted_at)
       SELECT id, last_sequence, '${id}', 'look', '${JSON.stringify(body)}', 'api', now() FROM job
       RETURNING job_id, sequence, accepted_at
     )
     INSERT INTO outbox (job_id, sequence, kind, due_at, accepted_at)
     SELECT job_id, sequence, 'look',
            CASE WHEN NOT EXISTS (SELECT FROM outbox WHERE job_id = '${jobId}') THEN now() END, accepted_at
     FROM message;
     SELECT pg_notify('outbox', 'default');
     COMMIT`,
  );
  return id;
}

/** What Pleo was asked about a job, in its order. */
function asked(jobId: string): string[] {
  return relay.sandbox.requests
    .filter(({ path, jobId: id }) => id === jobId || path.endsWith(jobId))
    .map(({ event, statusCode }) => `${event ?? 'look'} ${statusCode}`);
}

function attemptsOf(jobId: string) {
  return relay.database.query<{ attempt: string; isDelivery: boolean }>(
    `SELECT sequence || ' ' || request || ' ' || outcome AS attempt,
            delivered_after_ms IS NOT NULL AS "isDelivery"
     FROM delivery_attempt WHERE job_id = $1 ORDER BY sequence, number`,
    [jobId],
  );
}

/** The routes that redeliver events know no message of another kind. */
async function redeliver(jobId: string, sequence: number): Promise<void> {
  const revived = await relay.app.get(Database).transaction(async (run) => {
    await run(LOCK_JOBS, [[jobId]]);
    return run(REDELIVER, REDELIVER.values({ dead: [{ jobId, sequence }], by: null }));
  });
  expect(revived).toHaveLength(1);
}

async function statusOf(id: string): Promise<unknown> {
  const [row] = await relay.database.query('SELECT delivery_status FROM export_job_event WHERE id = $1', [
    id,
  ]);
  return row?.['delivery_status'];
}

describe('messages of a second kind', () => {
  it('go in order with the events of their job, each after its own retries', async () => {
    const jobId = randomUUID();
    relay.sandbox.setFaults([
      { match: { jobId, event: 'started' }, status: 500, times: 2 },
      { match: { method: 'GET' }, status: 500, times: 1 },
    ]);
    await report(relay, jobId, 'started');
    await look(jobId, { at: 'the first page' });
    await look(jobId, { at: 'the second page' });
    await report(relay, jobId, 'completed');
    await allDelivered(relay);
    expect(asked(jobId)).toEqual([
      'started 500',
      'started 500',
      'started 202',
      'look 500',
      'look 200',
      'look 200',
      'completed 202',
    ]);
    expect(told).toEqual([{ at: 'the first page' }, { at: 'the first page' }, { at: 'the second page' }]);
    const attempts = await attemptsOf(jobId);
    expect(attempts.map(({ attempt }) => attempt)).toEqual([
      '1 started passing',
      '1 started passing',
      '1 started delivered',
      '2 glance passing',
      '2 glance delivered',
      '3 glance delivered',
      '4 completed delivered',
    ]);
    for (const { attempt, isDelivery } of attempts) expect(isDelivery).toBe(attempt.endsWith('delivered'));
  });

  it('die, hold back what follows, and are delivered again', async () => {
    const jobId = randomUUID();
    await report(relay, jobId, 'started');
    await allDelivered(relay);
    relay.sandbox.setFaults([{ match: { method: 'GET' }, status: 400 }]);
    const id = await look(jobId, {});
    await report(relay, jobId, 'completed');
    await eventually(async () => (await statusOf(id)) === 'dead');
    expect(asked(jobId)).toEqual(['started 202', 'look 400']);

    relay.sandbox.clearFaults();
    await redeliver(jobId, 2);
    await allDelivered(relay);
    expect(asked(jobId)).toEqual(['started 202', 'look 400', 'look 200', 'completed 202']);
    expect((await attemptsOf(jobId)).map(({ attempt }) => attempt).slice(1, 3)).toEqual([
      '2 glance refused',
      '2 glance delivered',
    ]);
    expect(await statusOf(id)).toBe('delivered');
  });

  it('are given up by the same age as events, and pause nobody but their credential', async () => {
    const jobId = randomUUID();
    await report(relay, jobId, 'started');
    await allDelivered(relay);
    relay.sandbox.setFaults([{ match: { method: 'GET' }, status: 500 }]);
    const id = await look(jobId, {});
    await eventually(async () => (await attemptsOf(jobId)).length > 1);
    await relay.database.query(
      `UPDATE outbox SET failing_since = now() - interval '73 hours', due_at = now() WHERE job_id = $1 AND claim IS NULL`,
      [jobId],
    );
    await eventually(async () => (await statusOf(id)) === 'dead');
    const [row] = await relay.database.query('SELECT outcome FROM export_job_event WHERE id = $1', [id]);
    expect(row).toEqual({ outcome: 'expired' });
    await relay.database.query('TRUNCATE export_job CASCADE');
  });

  it('are told of by a line and a span, under the route of their own request', async () => {
    const jobId = randomUUID();
    await report(relay, jobId, 'started');
    const id = await look(jobId, {});
    await allDelivered(relay);
    const span = await eventually(() =>
      collector.spans.find(({ attributes }) => attributes['relay.event_id'] === id),
    );
    expect(span).toMatchObject({
      name: 'GET /export-jobs/{jobId}',
      attributes: {
        'http.request.method': 'GET',
        'url.template': '/export-jobs/{jobId}',
        'relay.event': 'glance',
        'relay.job_id': jobId,
      },
    });
    const line = relay.log
      .map((text) => JSON.parse(text) as object)
      .find((one) => 'eventId' in one && one.eventId === id);
    expect(line).toMatchObject({ msg: 'attempt ended', jobId, event: 'glance', outcome: 'delivered' });
  });
});

describe('the start', () => {
  afterEach(() => vi.restoreAllMocks());

  it('leaves messages of a kind that has no handler to replicas of a newer release, and says so', async () => {
    const older = await startApp({}, allowLooks);
    try {
      expect(older.log.join('')).toMatch(
        /may hold messages of the kind \\"look\\", which this release leaves to replicas/,
      );
      const jobId = randomUUID();
      await older.http.post('/v1/export-job-events').send({ jobId, event: 'started' }).expect(202);
      await eventually(async () => (await older.database.query('SELECT FROM outbox')).length === 0);
      await look(jobId, {}, older);
      await older.http.post('/v1/export-job-events').send({ jobId: randomUUID(), event: 'started' });
      await eventually(async () => (await older.database.query('SELECT FROM outbox')).length === 1);
      expect(await older.database.query('SELECT kind, claim, retries FROM outbox')).toEqual([
        { kind: 'look', claim: null, retries: 0 },
      ]);
    } finally {
      await older.stop();
    }
  });

  it('fails when two handlers deliver messages of one kind', async () => {
    alsoWith(LookHandler, OtherLookHandler);
    await expect(startApp({}, allowLooks)).rejects.toThrow(
      'Two handlers deliver messages of the kind "look": LookHandler and OtherLookHandler.',
    );
  });
});
