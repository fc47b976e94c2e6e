import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';

/**
 * The numbers of the overview are those of the lists behind them, in the midst of load. No two requests see the same
 * moment, so the load is stopped at moments of chance, with all that was under way then, and looked at while nothing
 * moves. LOAD_SEED repeats a run.
 */
const SEED = Number(process.env['LOAD_SEED'] ?? randomInt(2 ** 31));
const ROUNDS = ['a person pauses all', 'Pleo is silent', 'Pleo fails, and is silent then'] as const;

const [MINE, PAUSED, AWAY] = [randomUUID(), randomUUID(), randomUUID()];
const EVENTS = '/v1/export-job-events';
const HERE = { putAway: false };

let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({
    EXPIRY_SWEEP_INTERVAL_SECONDS: '3600',
    CIRCUIT_FAILURES: '6',
    DELIVERY_CONCURRENCY: '4',
    PLEO_TIMEOUT_MS: '60000',
  });
  for (const id of [AWAY, PAUSED])
    await relay.http.put(`/v1/companies/${id}`).send({ note: 'Known' }).expect(200);
  await post(`/v1/companies/${AWAY}/put-away`, { reason: 'It left.', waiting: 'park' });
  await post('/v1/deliveries/pause', { companyId: PAUSED, reason: 'They move.' });
});
afterAll(async () => {
  relay.sandbox.reset();
  await relay.stop();
});

/** Mulberry32: numbers of chance from 0 to 1, the same for the same seed. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const chance = chances(SEED);
const pick = <One>(some: readonly One[]): One => some[Math.floor(chance() * some.length)] as One;

async function post(path: string, body: object): Promise<void> {
  const { status } = await relay.http.post(path).send(body);
  expect(status, path).toBeLessThan(300);
}

async function all<Entry>(path: string, query: object): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let after: string | null = null; ;) {
    const { body } = await relay.http
      .get(path)
      .query({ ...query, limit: 200, ...(after && { after }) })
      .expect(200);
    entries.push(...(body.data as Entry[]));
    if (!body.pagination.hasNextPage) return entries;
    after = body.pagination.endCursor as string;
  }
}
const count = async (path: string, query: object) => (await all(path, query)).length;
const events = (query: object) => all<{ id: string }>(EVENTS, query);

/** A life of a job, or the beginning of one. */
async function aJob(): Promise<void> {
  const [jobId, companyId] = [randomUUID(), pick([null, MINE, PAUSED, AWAY])];
  await post('/v1/export-jobs', { id: jobId, expiresIn: pick([500, 3600]), ...(companyId && { companyId }) });
  await post(EVENTS, { jobId, event: 'started' });
  if (chance() < 0.4) {
    const results = Array.from({ length: 3 }, () => ({
      accountingEntryId: randomUUID(),
      status: 'successful',
    }));
    results
      .filter(() => chance() < 0.2)
      .forEach(({ accountingEntryId }) =>
        relay.sandbox.refuseItem(accountingEntryId, 'ACCOUNTING_ENTRY_DOES_NOT_EXIST'),
      );
    const { status } = await relay.http.put(`/v1/export-jobs/${jobId}/items`).send(results);
    expect(status).toBeLessThan(300);
  }
  if (chance() < 0.7) await post(EVENTS, { jobId, event: 'completed' });
}

/** Workers report until `stop` is called, or `most` jobs are there; `done` counts what they have. */
function load(workers: number, most: number) {
  const state = { done: 0, isOver: false };
  const running = Array.from({ length: workers }, async () => {
    while (!state.isOver && state.done < most) {
      await aJob();
      state.done++;
    }
  });
  return {
    state,
    async stop() {
      state.isOver = true;
      await Promise.all(running);
    },
  };
}

const overview = async () => (await relay.http.get('/v1/overview').expect(200)).body;
type Overview = Awaited<ReturnType<typeof overview>>;

/** What moves if anything does. */
function figuresOf({ backlog, items, lastHour, pauses, deadCauses, deadItemCauses, expiring }: Overview) {
  return {
    counts: { ...backlog, overdueSeconds: null },
    items,
    hour: [lastHour.delivered, lastHour.failedEvents],
    held: pauses.map(({ credential, kind, held }: Record<string, unknown>) => [credential, kind, held]),
    deadCauses,
    deadItemCauses,
    expiring: expiring.count,
  };
}

/** The same numbers, from the lengths of the lists. */
async function listsOf({ lastHour, pauses, deadCauses, deadItemCauses }: Overview) {
  const waiting = async (waitingFor: string) => count(EVENTS, { waitingFor, ...HERE });
  const dead = await count(EVENTS, { deliveryStatus: 'dead', ...HERE });
  const since = lastHour.minutes[0].at as string;
  const held = [];
  for (const { credential, kind } of pauses)
    held.push([credential, kind, await count('/v1/export-jobs', { pauseOf: credential })]);
  return {
    counts: {
      events: dead + (await count(EVENTS, { deliveryStatus: 'pending', ...HERE })),
      isPartial: false,
      underWay: await waiting('under_way'),
      due: await waiting('due'),
      retry: await waiting('retry'),
      paused: await waiting('paused'),
      turn: await waiting('turn'),
      blocked: await waiting('blocked'),
      dead,
      putAway: await count(EVENTS, { putAway: true }),
      overdueSeconds: null,
    },
    hour: [await count(EVENTS, { deliveredSince: since }), await count(EVENTS, { failedSince: since })],
    held,
    dead: await count('/v1/export-job-items/dead', HERE),
    causes: await Promise.all(
      deadCauses.map(({ statusCode, errorType }: Record<string, unknown>) =>
        count(EVENTS, {
          deliveryStatus: 'dead',
          lastStatusCode: statusCode,
          lastErrorType: errorType,
          ...HERE,
        }),
      ),
    ),
    itemCauses: await Promise.all(
      deadItemCauses.map(({ outcome, cause }: Record<string, unknown>) =>
        count('/v1/export-job-items/dead', { outcome, cause, ...HERE }),
      ),
    ),
    expiring: await count('/v1/export-jobs', { expiringWithin: 600, ...HERE }),
    oldest: (await events({ deliveryStatus: 'pending', order: 'oldest', ...HERE }))[0]?.id,
  };
}

/** Of each company, what it says of itself, and what its lists say. */
async function companies() {
  const rows = [];
  for (const companyId of [MINE, PAUSED]) {
    const { waiting, dead } = (await relay.http.get(`/v1/companies/${companyId}`).expect(200)).body;
    const jobs = (deliveryStatus: string) => count('/v1/export-jobs', { companyId, deliveryStatus });
    rows.push({
      said: { waiting, dead },
      listed: { waiting: await jobs('pending'), dead: await jobs('dead') },
    });
  }
  return rows;
}

afterEach(async () => {
  await post('/v1/deliveries/resume', {});
  relay.sandbox.reset();
});

describe.each(ROUNDS)(`with the seed ${SEED}, when %s`, (how) => {
  const isByHand = how === ROUNDS[0];

  it.each([1, 2])('each figure of the overview is the length of its list (%i)', async () => {
    relay.sandbox.setFaults(
      [
        { status: 400, body: { type: 'NO', message: 'No' }, probability: 0.05 },
        { status: 503, probability: 0.1 },
        { latencyMs: 2, jitterMs: 20 },
      ],
      { seed: SEED },
    );
    const enough = 20 + Math.floor(chance() * 40);
    const workers = load(6, enough + 30);
    await eventually(() => workers.state.done >= enough);
    if (isByHand) await post('/v1/deliveries/pause', { reason: 'Stop.' });
    if (how === ROUNDS[2]) {
      relay.sandbox.setFaults([{ status: 503 }]);
      await eventually(async () =>
        (await overview()).pauses.some(({ kind }: { kind: string }) => kind === 'circuit_open'),
      );
    }
    if (!isByHand) relay.sandbox.setFaults([{ hang: true }]);
    await workers.stop();

    const { seen, lists } = await eventually(async () => {
      const before = await overview();
      const lists = await listsOf(before);
      const seen = await overview();
      // Something moved in between.
      expect(figuresOf(seen)).toEqual(figuresOf(before));
      return { seen, lists };
    });
    const { counts, hour, held, expiring, items } = figuresOf(seen);
    expect(counts.events).toBeGreaterThan(10);
    expect(lists).toEqual({
      counts,
      hour,
      held,
      dead: items.dead,
      causes: seen.deadCauses.map((cause: { count: number }) => cause.count),
      itemCauses: seen.deadItemCauses.map((cause: { count: number }) => cause.count),
      expiring,
      oldest: seen.oldest?.id,
    });
    for (const { said, listed } of await companies()) expect(said).toEqual(listed);
  });
});
