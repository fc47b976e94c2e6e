import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { DEFAULT_QUEUE, KEYLESS, KINDS } from '../support/claims.js';
import { DEFAULT_CREDENTIAL } from '../../src/queue/credential-queue.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { type Circuit, CLOSED, type Observation } from '../../src/queue/circuit.js';
import { CircuitRepository } from '../../src/queue/circuit.repository.js';
import { LEASE_MS, QueueRepository } from '../../src/queue/queue.repository.js';
import type { ClaimedMessage } from '../../src/queue/message.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';

const JOB = randomUUID();
const FROM = { ageMs: 0, jobId: JOB, isRepeated: false };
const ALIVE: Observation = { kind: 'alive', ...FROM };
const PASSING = { kind: 'passing', ...FROM, error: 'Pleo answered 500.' } as const satisfies Observation;
const CREDENTIAL: Observation = { kind: 'credential', ...FROM, error: 'Pleo answered 401.', isCertain: true };
const WAIT = {
  kind: 'wait',
  ...FROM,
  waitMs: 60_000,
  error: 'Pleo answered 429.',
} as const satisfies Observation;

let database: TestDatabase;
let dataSource: DataSource;
let pool: Database;
let circuits: CircuitRepository;
let outbox: QueueRepository;

beforeAll(async () => {
  database = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url, 20)).initialize();
  pool = new Database(dataSource, loadSettings({}));
  circuits = circuitsWith(3);
  outbox = new QueueRepository(pool, loadSettings({}));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await database.query('TRUNCATE export_job, delivery_circuit CASCADE');
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

function circuitsWith(failures: number): CircuitRepository {
  const settings = loadSettings({ NODE_ENV: 'test', CIRCUIT_FAILURES: String(failures) });
  return new CircuitRepository(pool, settings);
}

/** An event that is due. */
async function aDueEvent(): Promise<void> {
  const jobId = randomUUID();
  await database.query(
    `INSERT INTO export_job (id, status, source, expires_in, expires_at, started_at, last_sequence)
     VALUES ($1, 'in_progress', 'event', 3600, now() + interval '1 hour', now(), 1)`,
    [jobId],
  );
  await database.query(
    `INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at)
     VALUES ($1, 1, $2, 'started', 'api', now())`,
    [jobId, randomUUID()],
  );
  await database.query(`INSERT INTO outbox (job_id, sequence, due_at) VALUES ($1, 1, now())`, [jobId]);
}

async function enter(
  seen: Observation[],
  credential = DEFAULT_CREDENTIAL,
  repository = circuits,
): Promise<Circuit | undefined> {
  return (await repository.enter(new Map([[credential, seen]]))).get(credential);
}

async function takeProbe(): Promise<'not_paused' | 'paused' | 'taken'> {
  const [paused] = await circuits.takeProbes(KEYLESS, DEFAULT_QUEUE);
  if (!paused) return 'not_paused';
  expect(paused.credential).toBe(DEFAULT_CREDENTIAL);
  return paused.taken ? 'taken' : 'paused';
}

async function claim(limit: number, probes: string[] = []): Promise<ClaimedMessage[]> {
  return (await outbox.claim(KINDS, limit, probes, new Map(), KEYLESS, DEFAULT_QUEUE)).messages;
}

function rows(): Promise<Record<string, unknown>[]> {
  return database.query('SELECT faults, pause, reason, probes FROM delivery_circuit');
}

/** As if the pause had lasted to its end, or to its next probe. */
async function letTimePass(): Promise<void> {
  await database.query(`UPDATE delivery_circuit SET paused_until = now() - interval '1 millisecond'`);
}

describe('enter', () => {
  it('is one read when all is well', async () => {
    const run = vi.spyOn(pool, 'run');
    const transaction = vi.spyOn(pool, 'transaction');
    expect(await enter([ALIVE, ALIVE])).toEqual(CLOSED);
    expect(await enter([])).toEqual(CLOSED);
    expect(run).toHaveBeenCalledTimes(2);
    expect(transaction).not.toHaveBeenCalled();
    expect(await rows()).toEqual([]);
  });

  it('counts faults, in order, over several calls', async () => {
    expect(await enter([PASSING])).toEqual({ faults: 1, jobs: [JOB], pause: null });
    expect(await enter([ALIVE, PASSING])).toEqual({ faults: 1, jobs: [JOB], pause: null });
    expect(await rows()).toEqual([{ faults: 1, pause: null, reason: null, probes: 0 }]);
  });

  it('opens the circuit at CIRCUIT_FAILURES, for everybody who reads', async () => {
    const pause = (await enter([PASSING, PASSING, PASSING]))?.pause;
    expect(pause).toMatchObject({ kind: 'circuit_open', reason: 'Pleo answered 500.', probes: 0 });
    expect((await circuitsWith(3).read(DEFAULT_CREDENTIAL)).pause).toMatchObject({
      kind: 'circuit_open',
      reason: 'Pleo answered 500.',
    });
  });

  it.each<[string, Observation[], Partial<Record<string, unknown>>, number]>([
    ['a time to wait', [WAIT], { kind: 'told_to_wait', reason: 'Pleo answered 429.' }, 60_000],
    [
      'a refused credential',
      [CREDENTIAL],
      { kind: 'credential_refused', reason: 'Pleo answered 401.' },
      60_000,
    ],
    ['the longer of two times to wait', [WAIT, { ...WAIT, waitMs: 5000 }], { kind: 'told_to_wait' }, 60_000],
  ])('keeps %s, with its end, in the time of the database', async (_, seen, pause, remainingMs) => {
    await enter(seen);
    const read = await circuits.read(DEFAULT_CREDENTIAL);
    expect(read.pause).toMatchObject(pause);
    expect(read.pause?.remainingMs).toBeGreaterThan(remainingMs - 5000);
    expect(read.pause?.remainingMs).toBeLessThanOrEqual(remainingMs);
    expect(read.pause?.ageMs).toBeGreaterThanOrEqual(0);
    expect(read.pause?.ageMs).toBeLessThan(5000);
  });

  it('keeps the beginning of a pause that goes on', async () => {
    await enter([CREDENTIAL]);
    await database.query(`UPDATE delivery_circuit SET paused_since = now() - interval '10 minutes'`);
    const pause = (await enter([CREDENTIAL]))?.pause;
    expect(pause).toMatchObject({ probes: 1 });
    expect((await circuits.read(DEFAULT_CREDENTIAL)).pause?.ageMs).toBeGreaterThanOrEqual(600_000);
  });

  it.each<[string, Observation[]]>([
    ['a fault', [PASSING]],
    ['an open circuit', [PASSING, PASSING, PASSING]],
    ['a refused credential', [CREDENTIAL]],
  ])('leaves no row behind when an answer follows %s', async (_, seen) => {
    await enter(seen);
    expect(await rows()).toHaveLength(1);
    expect(await enter([ALIVE])).toEqual(CLOSED);
    expect(await rows()).toEqual([]);
  });

  it('leaves no row behind when an answer follows a time that was waited out', async () => {
    await enter([WAIT]);
    expect((await enter([ALIVE]))?.pause?.kind).toBe('told_to_wait');
    await letTimePass();
    expect(await enter([ALIVE])).toEqual(CLOSED);
    expect(await rows()).toEqual([]);
  });

  it('keeps a pause whose words the database does not take, without them', async () => {
    vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    await database.query(`ALTER TABLE delivery_circuit ADD CONSTRAINT odd CHECK (reason NOT LIKE '%429%')`);
    try {
      expect((await enter([WAIT]))?.pause).toMatchObject({
        kind: 'told_to_wait',
        reason: expect.stringContaining('cannot store'),
      });
      expect(await rows()).toMatchObject([{ pause: 'told_to_wait' }]);
    } finally {
      await database.query('ALTER TABLE delivery_circuit DROP CONSTRAINT odd');
    }
  });

  it('loses no fault of many who enter at once, beginning without a row', async () => {
    const many = circuitsWith(1000);
    await Promise.all(Array.from({ length: 20 }, () => enter([PASSING], DEFAULT_CREDENTIAL, many)));
    expect(await many.read(DEFAULT_CREDENTIAL)).toEqual({ faults: 20, jobs: [JOB], pause: null });
  });

  it.each<[string, Observation, Record<string, unknown>]>([
    ['a fault', PASSING, { faults: 1, pause: null }],
    ['a time to wait', WAIT, { pause: 'told_to_wait' }],
  ])('does not lose %s that waits for somebody who closes the circuit', async (_, seen, row) => {
    await enter([PASSING]);
    const closer = new pg.Client({ connectionString: database.url });
    await closer.connect();
    try {
      await closer.query('BEGIN');
      await closer.query('SELECT FROM delivery_circuit FOR UPDATE');
      const entered = enter([seen]);
      await eventually(async () => {
        const waiting = await database.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      await closer.query('DELETE FROM delivery_circuit');
      await closer.query('COMMIT');
      await entered;
    } finally {
      await closer.end();
    }
    expect(await rows()).toMatchObject([row]);
  });
});

describe('read', () => {
  it('finds all well where there is no row', async () => {
    expect(await circuits.read(DEFAULT_CREDENTIAL)).toEqual(CLOSED);
  });

  it('finds a told time that has passed no pause: nobody has to end it', async () => {
    await enter([WAIT]);
    await letTimePass();
    expect(await circuits.read(DEFAULT_CREDENTIAL)).toEqual({ ...CLOSED, jobs: [JOB] });
  });

  it('finds the jobs that met trouble, each once', async () => {
    const other = { ...PASSING, jobId: randomUUID() };
    await enter([PASSING, other, PASSING]);
    expect((await circuits.read(DEFAULT_CREDENTIAL)).jobs).toEqual([JOB, other.jobId]);
  });

  it.each<[string, Observation[]]>([
    ['credential_refused', [CREDENTIAL]],
    ['circuit_open', [PASSING, PASSING, PASSING]],
  ])('finds %s still a pause when its next probe is due', async (kind, seen) => {
    await enter(seen);
    await letTimePass();
    expect((await circuits.read(DEFAULT_CREDENTIAL)).pause?.kind).toBe(kind);
  });
});

describe('takeProbe', () => {
  const HELD: [string, Observation[]][] = [
    ['a refused credential', [CREDENTIAL]],
    ['an open circuit', [PASSING, PASSING, PASSING]],
  ];

  it.each(HELD)('gives one probe of %s to many who ask at once', async (_, seen) => {
    await aDueEvent();
    await aDueEvent();
    await enter(seen);
    await letTimePass();
    const taken = await Promise.all(Array.from({ length: 10 }, () => takeProbe()));
    expect(taken.filter((probe) => probe === 'taken')).toHaveLength(1);
    expect(taken.filter((probe) => probe === 'paused')).toHaveLength(9);
  });

  it.each(HELD)(
    'gives the next probe of %s, should nothing come of this one, when a lease has passed',
    async (_, seen) => {
      await aDueEvent();
      await enter(seen);
      await letTimePass();
      expect(await takeProbe()).toBe('taken');
      const remainingMs = (await circuits.read(DEFAULT_CREDENTIAL)).pause?.remainingMs ?? 0;
      expect(remainingMs).toBeGreaterThan(LEASE_MS - 5000);
      expect(remainingMs).toBeLessThanOrEqual(LEASE_MS);
      expect(await takeProbe()).toBe('paused');
      await letTimePass();
      expect(await takeProbe()).toBe('taken');
    },
  );

  it('gives none before it is time', async () => {
    await aDueEvent();
    await enter([CREDENTIAL]);
    expect(await takeProbe()).toBe('paused');
  });

  it('gives none while nothing is due to try it with, and keeps it', async () => {
    await enter([CREDENTIAL]);
    await letTimePass();
    expect(await takeProbe()).toBe('paused');
    await aDueEvent();
    expect(await takeProbe()).toBe('taken');
  });

  it.each<[string, Observation[], string]>([
    ['when all is well', [], 'not_paused'],
    ['below the threshold', [PASSING], 'not_paused'],
    ['in a told time', [WAIT], 'paused'],
  ])('gives none %s', async (_, seen, probe) => {
    await aDueEvent();
    await enter(seen);
    expect(await takeProbe()).toBe(probe);
  });

  it('gives none after a told time, which is no pause any more', async () => {
    await aDueEvent();
    await enter([WAIT]);
    await letTimePass();
    expect(await takeProbe()).toBe('not_paused');
  });
});

describe('a pause that is shown', () => {
  const shown = async () => {
    const [pause] = await circuits.worstPauses();
    const [same] = await circuits.readPauses();
    expect(same?.until).toEqual(pause?.until);
    return pause!;
  };
  const open = () => enter([PASSING, PASSING, PASSING]);
  const dueIn = (interval: string) =>
    database.query(`UPDATE outbox SET due_at = now() + $1::interval, retries = 1, failing_since = now()`, [
      interval,
    ]);
  const secondsTo = (until: Date | null) => Math.round(((until?.getTime() ?? NaN) - Date.now()) / 1000);

  it('has the end that Pleo named', async () => {
    await enter([WAIT]);
    expect(await shown()).toMatchObject({ kind: 'told_to_wait', isBeingTried: false });
    expect(secondsTo((await shown()).until)).toBe(60);
  });

  it('has none while nothing waits to be tried with', async () => {
    await open();
    expect(await shown()).toMatchObject({ until: null, isBeingTried: false, held: 0 });
  });

  it('is tried again when the next probe goes, which it has something for', async () => {
    await aDueEvent();
    await open();
    await database.query(`UPDATE delivery_circuit SET paused_until = now() + interval '40 seconds'`);
    expect(await shown()).toMatchObject({ isBeingTried: false, held: 1 });
    expect(secondsTo((await shown()).until)).toBe(40);
    await letTimePass();
    await dueIn('2 minutes');
    expect(await shown()).toMatchObject({ isBeingTried: false, held: 1 });
    expect(secondsTo((await shown()).until)).toBe(120);
  });

  it('is being tried at once when that is due, and while a request is under way', async () => {
    await aDueEvent();
    await aDueEvent();
    await open();
    await letTimePass();
    expect(await shown()).toMatchObject({ until: null, isBeingTried: true, held: 2 });
    expect(await takeProbe()).toBe('taken');
    expect(await claim(1, [DEFAULT_CREDENTIAL])).toHaveLength(1);
    expect(await shown()).toMatchObject({ until: null, isBeingTried: true, held: 1 });
  });

  it('has no end where a person has to act first', async () => {
    await aDueEvent();
    await enter([{ ...CREDENTIAL, error: 'There is no credential.' }]);
    await letTimePass();
    expect(await shown()).toMatchObject({
      kind: 'credential_refused',
      until: null,
      isBeingTried: false,
      held: 1,
    });
  });

  it('holds up only what is due before its end, where Pleo named one', async () => {
    await aDueEvent();
    await dueIn('1 hour');
    await enter([WAIT]);
    expect(await shown()).toMatchObject({ held: 0 });
    await dueIn('30 seconds');
    expect(await shown()).toMatchObject({ held: 1 });
  });
});

describe('claim', () => {
  const PAUSES: [string, Observation[]][] = [
    ['told_to_wait', [WAIT]],
    ['credential_refused', [CREDENTIAL]],
    ['circuit_open', [PASSING, PASSING, PASSING]],
  ];

  it.each(PAUSES)('gives nothing while deliveries are paused by %s, except for a probe', async (_, seen) => {
    await aDueEvent();
    await aDueEvent();
    await enter(seen);
    expect(await claim(10)).toEqual([]);
    expect(await claim(1, [DEFAULT_CREDENTIAL])).toHaveLength(1);
  });

  it.each<[string, boolean]>([
    ['told_to_wait', true],
    ['credential_refused', false],
    ['circuit_open', false],
  ])('when the time of %s is over gives all without a probe: %s', async (kind, all) => {
    await aDueEvent();
    await aDueEvent();
    await enter(PAUSES.find(([name]) => name === kind)?.[1] ?? []);
    await letTimePass();
    expect(await claim(10)).toHaveLength(all ? 2 : 0);
  });

  it('gives all while faults are only counted, and while another credential is paused', async () => {
    await aDueEvent();
    await enter([WAIT]);
    await database.query(`UPDATE delivery_circuit SET credential = 'another'`);
    await enter([PASSING]);
    expect(await claim(10)).toHaveLength(1);
  });
});
