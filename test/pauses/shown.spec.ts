import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type Replicas, startReplicas } from '../support/replicas.js';
import { workerCalls } from '../support/worker-calls.js';

let all: Replicas;
let company: string;
beforeEach(async () => {
  company = randomUUID();
  all = await startReplicas(1);
  await register();
});
afterEach(() => all.stop());

const http = () => all.replicas[0]!.http;
const get = async (path: string) => (await http().get(path).expect(200)).body;

const { report, ...calls } = workerCalls(http);
const register = (id?: string) => calls.register(company, id);

const pause = (body: object) =>
  http()
    .post('/v1/deliveries/pause')
    .send({ reason: 'They move house.', ...body })
    .expect(200);

const value = async (name: string) => {
  const { text } = await http().get('/metrics').expect(200);
  return Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (.*)$`, 'm').exec(text)?.[1]);
};
const pending = (whose: string) => value(`relay_outbox_events{status="pending",whose="${whose}"}`);
const paused = () => value('relay_delivery_paused{pause="by_hand",whose="operator"}');

const UNTIL = '2099-11-30T06:00:00.000Z';
const WHY = 'Paused by boss: They move house.';

describe('a pause by hand is shown', () => {
  it('of a company: in the overview, its page, readiness and metrics', async () => {
    expect([await paused(), await value('relay_delivery_paused_by_hand_seconds')]).toEqual([0, 0]);
    await pause({ companyId: company, until: UNTIL });
    const [first] = [await report(await register()), await report(await register())];
    const [row] = await all.database.query<{ id: string }>('SELECT job_id AS id FROM outbox LIMIT 1');
    await report(row!.id, 'completed');

    const { backlog, pauses, verdict } = await get('/v1/overview');
    expect(backlog).toMatchObject({ events: 3, paused: 2, turn: 1, due: 0, overdueSeconds: 0 });
    expect(pauses).toEqual([
      {
        credential: company,
        kind: 'by_hand',
        reason: WHY,
        since: expect.any(String),
        until: UNTIL,
        isBeingTried: false,
        responsible: 'operator',
        held: 2,
      },
    ]);
    expect(verdict).toMatchObject({ level: 'watch', responsible: 'operator' });
    expect(verdict.headline).toBe(
      `Deliveries of company ${company} are paused by boss until 2099-11-30 06:00 UTC, and 2 jobs wait. They move house.`,
    );

    const shown = { kind: 'by_hand', reason: WHY, until: UNTIL, isBeingTried: false, isOfAll: false };
    expect(await get(`/v1/companies/${company}`)).toMatchObject({
      state: 'paused',
      waiting: 2,
      pause: shown,
    });
    expect((await get('/v1/companies?state=paused')).data).toMatchObject([{ id: company }]);

    const { status, pleo } = await get('/health/ready');
    expect([status, pleo]).toMatchObject(['ok', { status: 'up', pausedCompanies: 1 }]);
    expect([await pending('operator'), await pending('ours'), await paused()]).toEqual([3, 0, 1]);
    await all.database.query(`UPDATE delivery_pause SET since = since - interval '1 hour'`);
    expect(await value('relay_delivery_paused_by_hand_seconds')).toBeGreaterThanOrEqual(3600);
    expect((await get(`/v1/export-job-events/${first}`)).delivery.waitingFor).toEqual({
      reason: 'paused',
      until: UNTIL,
      because: WHY,
      responsible: 'operator',
    });
  });

  it('of all, which is said of each company that has none of its own', async () => {
    await pause({});
    await report(await register());
    await report(randomUUID());
    const { backlog, pauses, verdict } = await get('/v1/overview');
    expect(backlog).toMatchObject({ events: 2, paused: 2, due: 0 });
    expect(pauses).toMatchObject([{ credential: 'all', kind: 'by_hand', until: null, held: 2 }]);
    expect(verdict.headline).toMatch(
      /^All deliveries are paused by boss until they are resumed, and 2 jobs wait/,
    );
    expect((await get(`/v1/companies/${company}`)).pause).toMatchObject({ kind: 'by_hand', isOfAll: true });
    const { status, pleo } = await get('/health/ready');
    expect(status).toBe('ok');
    expect(pleo).toEqual({
      status: 'paused',
      pause: 'by_hand',
      reason: 'A person paused all deliveries.',
      until: null,
      pausedCompanies: 0,
    });
    expect([await pending('operator'), await pending('ours'), await paused()]).toEqual([2, 0, 1]);
    await http().post('/v1/deliveries/resume').send({}).expect(200);
    await eventually(async () => (await get('/v1/overview')).backlog.events === 0);
    expect(await paused()).toBe(0);
  });

  it('but not of a company that is put away, nor does it hide what is dead', async () => {
    const refused = await register();
    all.sandbox.setFaults([{ match: { jobId: refused }, status: 400 }]);
    const dead = await report(refused);
    await eventually(async () => (await get(`/v1/export-job-events/${dead}`)).delivery.status === 'dead');
    await pause({ companyId: company });
    expect((await get('/v1/overview')).backlog).toMatchObject({ dead: 1 });
    expect(await value('relay_outbox_events{status="dead",whose="ours"}')).toBe(1);
    await http()
      .post(`/v1/companies/${company}/put-away`)
      .send({ reason: 'It left.', waiting: 'park' })
      .expect(200);
    const { pauses, verdict } = await get('/v1/overview');
    expect([pauses, verdict.level]).toEqual([[], 'well']);
    expect((await get(`/v1/companies/${company}`)).pause).toBeNull();
    expect(await paused()).toBe(0);
    expect((await get('/v1/deliveries/pauses')).data).toHaveLength(1);
  });

  it('counts no failing of results while it lasts', async () => {
    const job = await register();
    const started = await report(job);
    await eventually(
      async () => (await get(`/v1/export-job-events/${started}`)).delivery.status === 'delivered',
    );
    all.sandbox.setFaults([{ match: {}, status: 500 }]);
    await http()
      .put(`/v1/export-jobs/${job}/items`)
      .send([{ accountingEntryId: randomUUID(), status: 'successful' }])
      .expect(200);
    await eventually(async () => (await value('relay_items_failing_seconds')) > 0);
    await all.database.query(`UPDATE outbox SET failing_since = now() - interval '1 hour'`);
    expect(await value('relay_items_failing_seconds')).toBeGreaterThan(3000);
    await pause({});
    expect(await value('relay_items_failing_seconds')).toBe(0);
    expect(await value('relay_items_pending')).toBe(1);
    await http().post('/v1/deliveries/resume').send({}).expect(200);
    expect(await value('relay_items_failing_seconds')).toBeLessThan(60);
  });
});
