import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Database } from '../../src/database/database.js';
import { passedRead } from '../../src/passed-reads/passed-read.js';
import { Standings } from '../../src/passed-reads/standings.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let dataSource: DataSource;
let relays: Database;
let standings: Standings;
beforeAll(async () => {
  database = await createDatabase();
  dataSource = await new DataSource(dataSourceOptions(database.url, 2)).initialize();
  relays = new Database(dataSource, loadSettings({}));
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});
beforeEach(async () => {
  await database.truncate('outbox', 'export_job', 'delivery_circuit', 'company_credential');
  standings = new Standings(relays);
  vi.restoreAllMocks();
});

const list = (companyId: string | null) =>
  passedRead('jobs', 'v3', `/v3/export-jobs${companyId ? `?company_id=${companyId}` : ''}`, null);
const job = (id: string) => passedRead('job', 'v3', '/', id);

/** Jobs of a company whose `started` has not reached Pleo. Returns the first one's id. */
async function undelivered(companyId: string | null, count = 1): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    `WITH job AS (
       INSERT INTO export_job (id, company_id, status, source, expires_in, started_at, expires_at, last_sequence)
       SELECT gen_random_uuid(), $1, 'in_progress', 'event', 3600, now(), now() + interval '1 day', 1
       FROM generate_series(1, $2)
       RETURNING id
     ), event AS (
       INSERT INTO export_job_event (job_id, sequence, id, event, origin, accepted_at, delivery_status)
       SELECT id, 1, gen_random_uuid(), 'started', 'api', now(), 'pending' FROM job
     )
     INSERT INTO outbox (job_id, sequence, due_at) SELECT id, 1, now() + interval '1 day' FROM job
     RETURNING job_id AS id`,
    [companyId, count],
  );
  return row?.id ?? expect.fail();
}

it('reads that come together are looked up together, each for itself', async () => {
  const [mine, others] = [randomUUID(), randomUUID()];
  const [known, other] = [await undelivered(mine), await undelivered(others)];
  await database.query(
    `INSERT INTO delivery_circuit (credential, faults, pause, reason, paused_since, paused_until, probes)
     VALUES ($1, 0, 'told_to_wait', 'Pleo answered 429.', now(), now() + interval '1 minute', 0)`,
    [others],
  );
  await database.query(
    `INSERT INTO company_credential (company_id, generation, type, key_id, api_key)
     VALUES ($1, gen_random_uuid(), 'api_key', 'k', '')`,
    [others],
  );
  const asked = vi.spyOn(relays, 'commit');
  const reads = [job(known), job(other), job(randomUUID()), list(mine)];
  const found = await Promise.all(Array.from({ length: 50 }, (_, n) => standings.of(reads[n % 4]!)));
  expect(asked.mock.calls.length).toBeLessThanOrEqual(2);
  for (let n = 0; n < 50; n += 4) {
    expect(found[n]).toEqual({ companyId: mine, generation: null, pause: null, since: expect.any(Date) });
    expect(found[n + 1]).toMatchObject({ companyId: others, pause: { kind: 'told_to_wait' } });
    expect(found[n + 1]?.generation).toMatch(/^[\da-f-]{36}$/);
  }
  expect(found[2]).toEqual({ companyId: null, generation: null, pause: null, since: null });
  expect(found[3]?.since).toBeInstanceOf(Date);
});

it('a read that comes while others are looked up sees what was accepted before it', async () => {
  const id = randomUUID();
  const commit = relays.commit.bind(relays);
  let looked = (): void => undefined;
  const first = new Promise<void>((resolve) => (looked = resolve));
  let held: Promise<unknown> = Promise.resolve();
  vi.spyOn(relays, 'commit').mockImplementationOnce(async (statement, values) => {
    const rows = await commit(statement, values);
    looked();
    await held;
    return rows;
  });
  let goOn = (): void => undefined;
  held = new Promise<void>((resolve) => (goOn = resolve));
  const before = standings.of(list(id));
  await first;
  await undelivered(id);
  const after = standings.of(list(id));
  goOn();
  expect((await before).since).toBeNull();
  expect((await after).since).not.toBeNull();
});

it('a look that fails fails for those that it was for, and the next one is another', async () => {
  vi.spyOn(relays, 'commit').mockRejectedValueOnce(new Error('away'));
  await expect(standings.of(list(null))).rejects.toThrow('away');
  expect(await standings.of(list(null))).toMatchObject({ since: null });
});

describe('a list of a company’s jobs', () => {
  it('is looked through when something of the company is on its way, or of a job whose company is not known', async () => {
    const mine = randomUUID();
    const isLookedThrough = async (companyId: string | null) =>
      (await standings.of(list(companyId))).since !== null;
    expect(await isLookedThrough(null)).toBe(false);
    await undelivered(randomUUID(), 99);
    expect(await isLookedThrough(mine)).toBe(false);
    expect(await isLookedThrough(null)).toBe(true);
    await database.truncate('outbox', 'export_job');
    await undelivered(mine);
    expect(await isLookedThrough(mine)).toBe(true);
    expect(await isLookedThrough(randomUUID())).toBe(false);
    await database.truncate('outbox', 'export_job');
    await undelivered(null);
    expect(await isLookedThrough(mine)).toBe(true);
  });

  it('is looked through when too much is on its way to tell', async () => {
    await undelivered(randomUUID(), 101);
    expect((await standings.of(list(randomUUID()))).since).not.toBeNull();
  });

  it('is looked through for all of the companies where several are asked for', () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const url = `/v3/export-jobs?company_id=${one}&company_id=${other}`;
    expect(passedRead('jobs', 'v3', url, null).companyId).toBeNull();
  });
});
