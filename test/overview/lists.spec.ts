import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WAITS_FOR } from '../../src/events/waits-for.sql.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { backdate, report } from '../support/reports.js';
import { aJobInProgress, storeResults } from '../support/results.js';

/** Every figure of the overview leads to a list: here each state is there, and nothing moves. */
let relay: TestApp;

const EVENTS = '/v1/export-job-events';
const HERE = { putAway: false };
const [PAUSED, OPEN, GONE] = [randomUUID(), randomUUID(), randomUUID()];

interface Event {
  id: string;
  jobId: string;
  event: string;
  failureReasonType: string | null;
  delivery: { status: string; waitingFor: { reason: string } | null };
}
interface Job {
  id: string;
  status: string;
  failureReasonType: string | null;
  delivery: { status: string | null };
}

async function listed<Entry>(path: string, query: Record<string, unknown>): Promise<Entry[]> {
  const entries: Entry[] = [];
  let after: string | null = null;
  do {
    const { status, body } = await relay.http
      .get(path)
      .query({ ...query, limit: 3, ...(after && { after }) });
    expect([status, body]).toEqual([200, expect.objectContaining({ data: expect.any(Array) })]);
    entries.push(...(body.data as Entry[]));
    after = body.pagination.hasNextPage ? (body.pagination.endCursor as string) : null;
  } while (after);
  return entries;
}

const events = (query: Record<string, unknown>) => listed<Event>(EVENTS, query);
const jobs = (query: Record<string, unknown>) => listed<Job>('/v1/export-jobs', query);
const overview = async () => (await relay.http.get('/v1/overview').expect(200)).body;

async function accept(jobId: string, ...names: ('started' | 'completed' | 'failed')[]): Promise<string> {
  for (const name of names) {
    const reasons =
      name === 'failed' ? { failureReasonType: 'service_unreachable', failureReason: 'It was away.' } : {};
    expect((await report(relay, jobId, name, reasons)).status).toBe(202);
  }
  return jobId;
}

/** Sets columns of what waits of a job. */
function set(jobId: string, columns: string, condition = 'true') {
  return relay.database.query(`UPDATE outbox SET ${columns} WHERE job_id = $1 AND ${condition}`, [jobId]);
}

async function pause(credential: string, kind: string, length = '1 hour'): Promise<void> {
  await relay.database.query(
    `INSERT INTO delivery_circuit (credential, faults, pause, reason, probes, paused_since, paused_until)
     VALUES ($1, 0, $2, 'Pleo answered so.', 0, now(), now() + $3::interval)`,
    [credential, kind, length],
  );
}

function ofCompany(jobId: string, companyId: string) {
  return relay.database.query('UPDATE export_job SET company_id = $2 WHERE id = $1', [jobId, companyId]);
}

/** A job whose dead results hold its final event back, until an hour from now or since an hour. */
async function aHeldJob(until: string): Promise<string> {
  const jobId = await aJobInProgress(relay.database);
  await storeResults(relay.database, jobId, [{ delivery: 'dead', outcome: 'refused', error: 'Refused.' }]);
  await relay.database.query(
    `WITH message AS (
       UPDATE export_job_event SET delivery_status = 'dead', outcome = 'refused' WHERE job_id = $1 AND kind = 'items'
     ), tally AS (
       UPDATE item_tally SET holds_until = now() + $2::interval WHERE job_id = $1
     )
     UPDATE outbox SET due_at = NULL, dead = true, holds_until = now() + $2::interval WHERE job_id = $1`,
    [jobId, until],
  );
  return jobId;
}

beforeAll(async () => {
  relay = await startApp({ EXPIRY_SWEEP_INTERVAL_SECONDS: '3600' });
  const [dead, discarded, hanging, half] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await accept(randomUUID(), 'started', 'completed');
  await accept(half, 'started');
  relay.sandbox.setFaults([
    { match: { jobId: dead }, status: 400 },
    { match: { jobId: discarded }, status: 400 },
    { match: { jobId: hanging }, hang: true },
  ]);
  await accept(discarded, 'failed');
  // What is behind it was never tried.
  await accept(dead, 'started', 'completed');
  await eventually(async () => (await events({ deliveryStatus: 'dead' })).length === 2);
  const [given] = await events({ jobId: discarded });
  await relay.http.post(`${EVENTS}/${given?.id}/discard`).send({ reason: 'By hand.' }).expect(200);
  await accept(hanging, 'started');
  await eventually(() => relay.sandbox.requests.some(({ jobId }) => jobId === hanging));
  await eventually(async () => (await events({ deliveryStatus: 'delivered' })).length === 3);
  await pause('default', 'told_to_wait');
  await pause(PAUSED, 'credential_refused');
  await accept(hanging, 'completed');
  await accept(half, 'completed');

  // One of each that waits, and sometimes more.
  await accept(randomUUID(), 'started', 'completed');
  await accept(randomUUID(), 'failed');
  const later = `due_at = now() + interval '2 hours', retries = 2, failing_since = now()`;
  await set(await accept(randomUUID(), 'started', 'completed'), later, 'due_at IS NOT NULL');
  const refused = await accept(randomUUID(), 'started');
  await set(refused, `${later}, credential = '${PAUSED}'`);
  await set(await accept(randomUUID(), 'failed'), `due_at = now() + interval '2 hours'`);
  await ofCompany(refused, PAUSED);
  await pause(OPEN, 'circuit_open', '5 minutes');
  for (const due of [`due_at = now()`, later]) {
    const away = await accept(randomUUID(), 'started', 'completed');
    await set(away, `${due}, credential = '${OPEN}'`, 'due_at IS NOT NULL');
    await ofCompany(away, OPEN);
  }

  const behindDead = await accept(randomUUID(), 'started', 'completed');
  await relay.database.query(
    `UPDATE export_job_event SET delivery_status = 'dead', outcome = 'conflict' WHERE job_id = $1 AND sequence = 1`,
    [behindDead],
  );
  await set(behindDead, 'dead = true, due_at = NULL', 'sequence = 1');
  await accept(await aHeldJob('1 hour'), 'completed');
  const letGo = await aHeldJob('1 hour');
  await accept(letGo, 'completed');
  await relay.database.query(
    `UPDATE item_tally SET holds_until = now() - interval '1 hour' WHERE job_id = $1`,
    [letGo],
  );
  await set(letGo, `holds_until = now() - interval '1 hour'`, 'dead');
  await set(letGo, later, 'NOT dead');

  await relay.database.query(
    `INSERT INTO company (id, put_away_at, put_away_by, put_away_reason, put_away_waiting)
     VALUES ($1, now(), 'ann', 'It left.', 'park')`,
    [GONE],
  );
  for (const isDead of [false, true]) {
    const away = await accept(randomUUID(), 'started', 'completed');
    await ofCompany(away, GONE);
    await set(away, `credential = 'parked:${GONE}'`);
    if (!isDead) continue;
    await relay.database.query(
      `UPDATE export_job_event SET delivery_status = 'dead', outcome = 'conflict' WHERE job_id = $1 AND sequence = 1`,
      [away],
    );
    await set(away, 'dead = true, due_at = NULL', 'sequence = 1');
  }
  for (const companyId of [undefined, GONE]) {
    const id = randomUUID();
    await relay.http.post('/v1/export-jobs').send({ id, companyId }).expect(201);
    await backdate(relay, id, 3200);
  }
});
afterAll(async () => {
  relay.sandbox.reset();
  await relay.stop();
});

describe('each number of the overview is that of the list behind it', () => {
  const WORDS = {
    turn: 'turn',
    retry: 'retry',
    paused: 'paused',
    blocked: 'blocked',
    underWay: 'under_way',
    due: 'due',
  } as const;

  it.each(Object.entries(WORDS))('%s', async (figure, waitingFor) => {
    const { backlog } = await overview();
    const list = await events({ waitingFor, ...HERE });
    expect(list.length).toBeGreaterThan(0);
    expect(backlog[figure]).toBe(list.length);
  });

  it('dead, put away and all', async () => {
    const { backlog } = await overview();
    const dead = await events({ deliveryStatus: 'dead', ...HERE });
    const pending = await events({ deliveryStatus: 'pending', ...HERE });
    const away = await events({ putAway: true });
    expect(backlog).toMatchObject({
      isPartial: false,
      dead: dead.length,
      events: dead.length + pending.length,
      putAway: away.length,
    });
    expect([dead.length, away.length]).toEqual([2, 4]);
  });

  it('what each pause holds up, which says so of itself', async () => {
    const { pauses } = await overview();
    const held = (credential: string) =>
      pauses.find((one: { credential: string }) => one.credential === credential).held;
    for (const [pauseOf, count] of [
      [PAUSED, 1],
      [OPEN, 2],
      ['default', 3],
    ] as const) {
      const list = (await jobs({ pauseOf: pauseOf.toUpperCase() })).map(({ id }) => id);
      expect([held(pauseOf), list.length]).toEqual([count, count]);
      const waiting = await events({ waitingFor: 'paused' });
      expect(waiting.filter(({ jobId }) => list.includes(jobId))).toHaveLength(count);
      const companyId = pauseOf;
      if (pauseOf !== 'default')
        expect(await events({ companyId, deliveryStatus: 'pending', waitingFor: ['retry', 'due'] })).toEqual(
          [],
        );
    }
    expect(await jobs({ pauseOf: 'all' })).toEqual([]);
    expect(await jobs({ pauseOf: GONE })).toEqual([]);
  });

  it('the oldest one', async () => {
    const { oldest } = await overview();
    const [first] = await events({ deliveryStatus: 'pending', order: 'oldest', ...HERE });
    expect(first?.id).toBe(oldest.id);
  });

  it('the oldest one of those that were accepted at one time', async () => {
    const [first, second] = await events({ deliveryStatus: 'pending', order: 'oldest', ...HERE });
    // The first is written last, so that its index entry lies behind that of the second.
    for (const id of [second?.id, first?.id])
      await relay.database.query(
        `WITH event AS (
           UPDATE export_job_event SET accepted_at = '2000-01-01' WHERE id = $1 RETURNING job_id, sequence
         )
         UPDATE outbox SET accepted_at = '2000-01-01' FROM event
         WHERE (outbox.job_id, outbox.sequence) = (event.job_id, event.sequence)`,
        [id],
      );
    const [listed] = await events({ deliveryStatus: 'pending', order: 'oldest', ...HERE });
    expect((await overview()).oldest.id).toBe(listed?.id);
  });

  it('what was delivered, and what failed, in the last hour', async () => {
    const { lastHour } = await overview();
    const since = lastHour.minutes[0].at;
    const delivered = await events({ deliveredSince: since });
    expect([delivered.length, delivered.map(({ delivery }) => delivery.status)]).toEqual([
      lastHour.delivered,
      delivered.map(() => 'delivered'),
    ]);
    const failed = await events({ failedSince: since });
    expect(failed.map(({ delivery }) => delivery.status)).toEqual(
      expect.arrayContaining(['dead', 'discarded']),
    );
    expect(failed).toHaveLength(lastHour.failedEvents);
    expect(await events({ deliveredSince: since, event: 'started' })).toHaveLength(2);
    const later = new Date(Date.now() + 60_000).toISOString();
    for (const name of ['deliveredSince', 'failedSince']) expect(await events({ [name]: later })).toEqual([]);
  });

  it('the causes of death', async () => {
    const { deadCauses } = await overview();
    expect(deadCauses).toHaveLength(1);
    const refused = await events({ deliveryStatus: 'dead', outcome: 'refused', ...HERE });
    const conflicts = await events({ deliveryStatus: 'dead', outcome: 'conflict' });
    expect([refused.length, conflicts.length]).toEqual([deadCauses[0].count, 2]);
    for (const { count, statusCode, errorType } of deadCauses) {
      const query = { deliveryStatus: 'dead', lastStatusCode: statusCode, lastErrorType: errorType, ...HERE };
      expect(await events(query)).toHaveLength(count);
    }
  });

  it('the causes of dead results', async () => {
    const { deadItemCauses, items } = await overview();
    expect(deadItemCauses).toMatchObject([{ outcome: 'refused', cause: 'Refused.', count: items.dead }]);
    for (const { outcome, cause, count } of deadItemCauses)
      expect(await listed('/v1/export-job-items/dead', { outcome, cause, ...HERE })).toHaveLength(count);
  });

  it('jobs that expire, and dead results', async () => {
    const { expiring, items } = await overview();
    expect((await jobs({ expiringWithin: 600, ...HERE })).map(({ id }) => id)).toEqual(
      expiring.first.map(({ id }: { id: string }) => id),
    );
    expect(expiring.count).toBe(1);
    expect(await listed('/v1/export-job-items/dead', HERE)).toHaveLength(items.dead);
  });
});

describe('a list of events that wait for something', () => {
  it.each(WAITS_FOR)('has those that say so of themselves: %s', async (reason) => {
    const list = await events({ waitingFor: reason });
    const all = await events({ deliveryStatus: 'pending' });
    const said = ['under_way', 'due'].includes(reason) ? undefined : reason;
    for (const { delivery } of list)
      expect([delivery.status, delivery.waitingFor?.reason]).toEqual(['pending', said]);
    if (said) {
      const meant = all.filter(({ delivery }) => delivery.waitingFor?.reason === said);
      expect(list.map(({ id }) => id)).toEqual(meant.map(({ id }) => id));
    }
  });

  it('has each pending event under one word, and under several each once', async () => {
    const all = await events({ deliveryStatus: 'pending' });
    expect(await events({ waitingFor: [...WAITS_FOR] })).toEqual(all);
    const parts = await Promise.all(WAITS_FOR.map((waitingFor) => events({ waitingFor })));
    expect(
      parts
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(all.map(({ id }) => id).sort());
    expect(await events({ waitingFor: ['turn'], deliveryStatus: 'dead' })).toEqual([]);
    expect(await events({ waitingFor: ['turn'], deliveryStatus: 'delivered' })).toEqual([]);
  });

  it('comes from either end', async () => {
    const ids = (list: Event[]) => list.map(({ id }) => id);
    for (const query of [{ waitingFor: 'turn' }, { deliveryStatus: 'pending' }, {}])
      expect(ids(await events({ ...query, order: 'oldest' }))).toEqual(ids(await events(query)).toReversed());
  });
});

describe('a list by the type of failure', () => {
  it('has the events and the jobs that failed so', async () => {
    const all = await events({});
    const failed = all.filter(({ failureReasonType }) => failureReasonType === 'service_unreachable');
    expect(failed.length).toBeGreaterThan(2);
    expect(await events({ failureReasonType: 'service_unreachable' })).toEqual(failed);
    expect(await events({ failureReasonType: ['job_expired', 'service_unreachable'] })).toEqual(failed);
    expect(await events({ failureReasonType: 'job_expired' })).toEqual([]);
    const pending = failed.filter(({ delivery }) => delivery.status === 'pending');
    const query = { failureReasonType: 'service_unreachable', deliveryStatus: 'pending' };
    expect(await events(query)).toEqual(pending);
    const ids = (await jobs({ failureReasonType: 'service_unreachable' })).map(({ id }) => id);
    expect(ids.sort()).toEqual(failed.map(({ jobId }) => jobId).sort());
    expect(await jobs({ failureReasonType: 'service_unreachable', status: 'completed' })).toEqual([]);
  });
});

describe('a list of jobs by what Pleo knows', () => {
  it.each(['pending', 'delivered', 'dead', 'discarded'])(
    'has those that say so of themselves: %s',
    async (status) => {
      const all = await jobs({});
      const meant = all.filter(({ delivery }) => delivery.status === status).map(({ id }) => id);
      expect(meant.length).toBeGreaterThan(0);
      for (const order of ['newest', 'oldest']) {
        const list = (await jobs({ deliveryStatus: status, order })).map(({ id }) => id);
        expect(list).toEqual(order === 'newest' ? meant : meant.toReversed());
      }
      const failed = all.filter((job) => job.delivery.status === status && job.status === 'failed');
      expect((await jobs({ deliveryStatus: status, status: 'failed' })).map(({ id }) => id)).toEqual(
        failed.map(({ id }) => id),
      );
    },
  );
});
