import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../migrations/index.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { runMigrations } from '../../src/schema/migrations.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const NAMES = MIGRATIONS.map(({ name }) => name);

async function withDataSource<Result>(
  url: string,
  work: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  const dataSource = await new DataSource(dataSourceOptions(url, 2)).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

describe('the migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  it('make the schema from nothing, and then have nothing to do', async () => {
    const said: string[] = [];
    expect(await runMigrations(database.url, undefined, (line) => said.push(line))).toEqual(NAMES);
    const lines = NAMES.flatMap((name) => [
      `Running ${name}`,
      expect.stringMatching(`^Ran ${name} in \\d+\\.\\d s$`),
    ]);
    expect(said).toEqual(lines);
    const tables = await database.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(GOOD)));
    expect(await runMigrations(database.url)).toEqual([]);
  });

  it('are all that the entities ask for', async () => {
    // To change a comment TypeORM would make indexes anew.
    const comments = await database.query<{ without: string }>(
      `SELECT format('COMMENT ON COLUMN %s.%I IS NULL', attrelid::regclass, attname) AS without
       FROM pg_description
       JOIN pg_attribute ON (attrelid, attnum) = (objoid, objsubid)
       WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)`,
    );
    for (const { without } of comments) await database.query(without);
    const { upQueries } = await withDataSource(database.url, (dataSource) =>
      dataSource.driver.createSchemaBuilder().log(),
    );
    // Foreign keys and comments are defined by the migrations alone. Entities that knew them too would add nothing to
    // the service, so TypeORM would take them away.
    const ofMigrationsAlone = /^(ALTER TABLE \S+ DROP CONSTRAINT "\w+_fkey"|COMMENT ON TABLE )/;
    expect(upQueries.map(({ query }) => query).filter((query) => !ofMigrationsAlone.test(query))).toEqual([]);
  });

  it('can be undone, last first, and leave nothing behind', async () => {
    await withDataSource(database.url, async (dataSource) => {
      for (let left = NAMES.length; left > 0; left--)
        await dataSource.undoLastMigration({ transaction: 'none' });
    });
    expect(await database.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)).toEqual([
      { tablename: 'migration' },
    ]);
    expect(await runMigrations(database.url)).toEqual(NAMES);
  });

  it('run once when several replicas start at once', async () => {
    const fresh = await createDatabase({ empty: true });
    const ran = await Promise.all(Array.from({ length: 3 }, () => runMigrations(fresh.url)));
    expect(ran.flat()).toEqual(NAMES);
    expect(await fresh.query('SELECT count(*)::integer AS count FROM migration')).toEqual([
      { count: NAMES.length },
    ]);
    await fresh.drop();
  });

  it('are left to another replica when the one that has the lock falls silent', async () => {
    const proxy = await TcpProxy.before(database.url);
    const session = new pg.Client({ connectionString: database.url });
    await session.connect();
    await session.query('BEGIN; LOCK TABLE migration IN ACCESS EXCLUSIVE MODE');
    const silent = runMigrations(proxy.urlOf(database.url));
    await eventually(async () => {
      const waiting = await session.query(
        `SELECT FROM pg_locks WHERE NOT granted AND relation = 'migration'::regclass`,
      );
      return waiting.rowCount === 1;
    });
    proxy.swallow();
    const other = runMigrations(database.url);
    await expect(silent).rejects.toThrow('Query read timeout');
    await session.end();
    expect(await other).toEqual([]);
    await proxy.stop();
  });

  it('are rolled back whole when one fails, and run once the cause is gone', async () => {
    const fresh = await createDatabase({ empty: true });
    await fresh.query('CREATE TABLE audit_entry (in_the_way text)');
    await expect(runMigrations(fresh.url)).rejects.toThrow(/audit_entry/);
    expect(await fresh.query(`SELECT to_regclass('export_job') AS found`)).toEqual([{ found: null }]);
    await fresh.query('DROP TABLE audit_entry');
    expect(await runMigrations(fresh.url)).toEqual(NAMES);
    await fresh.drop();
  });
});

type Row = Record<string, unknown>;

const JOB = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const AT = '2026-01-31T09:30:00Z';
const HOUR_LATER = '2026-01-31T10:30:00Z';

/** A good row of each table; those of the later tables belong to the first ones. */
const GOOD = {
  export_job: {
    id: JOB,
    status: 'pending',
    source: 'api',
    expires_in: 3600,
    last_updated_at: AT,
    expires_at: HOUR_LATER,
    registered_at: AT,
  },
  export_job_event: {
    job_id: JOB,
    sequence: 1,
    id: randomUUID(),
    event: 'started',
    origin: 'api',
    accepted_at: AT,
  },
  outbox: { job_id: JOB, sequence: 1 },
  delivery_attempt: {
    job_id: JOB,
    sequence: 1,
    number: 1,
    id: '5b6cbd6a-2a2c-4b0f-8d5c-0d2f2f7d9a11',
    request: 'started',
    started_at: AT,
    duration_ms: 5,
    outcome: 'delivered',
  },
  audit_entry: { job_id: JOB, id: randomUUID(), sequence: 1, action: 'redelivered', at: AT },
  export_job_item: {
    job_id: JOB,
    accounting_entry_id: '7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e',
    position: 1,
    status: 'successful',
    reported_at: AT,
  },
  item_tally: {
    job_id: JOB,
    sequence: 1,
    last_position: 1,
    successful: 1,
    failed: 0,
    in_progress: 0,
    pending: 1,
  },
  item_failure_tally: { job_id: JOB, fingerprint: Buffer.from('reason'), count: 1 },
  job_lease: {
    owner_id: JOB,
    job_id: JOB,
    token: '2d5e8a13-94c7-4f06-8b1e-6a3f7c9d0e25',
    until: HOUR_LATER,
    lease_seconds: 300,
    claimed_at: AT,
  },
  job_lease_change: {
    job_id: JOB,
    token: '2d5e8a13-94c7-4f06-8b1e-6a3f7c9d0e25',
    change: 'claimed',
    at: AT,
  },
  delivery_circuit: { credential: 'default', faults: 0, probes: 0 },
  webhook_receipt: { id: 'msg_1' },
  poll_turn: { credential: 'default', taken_until: AT },
  company: { id: JOB },
  webhook_subscription: {
    company_id: JOB,
    status: 'active',
    subscription_id: 'sub-1',
    key_id: 'k',
    secret: '\\x00',
    secret_since: AT,
  },
  company_credential: {
    company_id: JOB,
    type: 'api_key',
    generation: '8d3a3c52-6f0f-4c8e-9a41-0f2d3f0e9b10',
    key_id: 'key',
    api_key: Buffer.from('sealed'),
  },
  credential_consent: {
    state_hash: Buffer.from('hash'),
    company_id: JOB,
    key_id: 'key',
    code_verifier: Buffer.from('sealed'),
    expires_at: AT,
  },
  notice: { id: JOB, type: 'test', subject: JOB, data: {} },
  relay_clock: { noted_at: AT, steady_since: AT },
  credential_audit: { company_id: JOB, id: randomUUID(), action: 'set', type: 'api_key', at: AT },
} satisfies Record<string, Row>;
type Table = keyof typeof GOOD;

const PAUSED = {
  pause: 'told_to_wait',
  reason: 'Pleo answered 429.',
  paused_since: AT,
  paused_until: HOUR_LATER,
};
const CONNECTED = {
  type: 'oauth',
  api_key: null,
  access_token: Buffer.from('sealed'),
  refresh_token: Buffer.from('sealed'),
  refreshed_at: AT,
};
const AWAY = { put_away_at: AT, put_away_reason: 'It left.', put_away_waiting: 'park' };
const FAILED = { status: 'failed', completed_at: AT, last_sequence: 1 };

/** Constraint, what it refuses, and the columns that make a good row bad. */
const BAD_ROWS: [string, string, Row][] = [
  [
    'export_job_status_check',
    'a status that Pleo does not have',
    { status: 'expired', started_at: AT, last_sequence: 1 },
  ],
  ['export_job_source_check', 'an unknown source', { source: 'fax' }],
  ['export_job_expires_in_check', 'a limit of nothing', { expires_in: 0, expires_at: AT }],
  [
    'export_job_expires_in_check',
    'a limit of more than a week',
    { expires_in: 604_801, expires_at: '2026-02-07T09:30:01Z' },
  ],
  [
    'export_job_expires_at_check',
    'a deadline that comes sooner than expiresIn after the last update',
    { expires_at: AT },
  ],
  ['export_job_number_of_items_check', 'fewer than no items', { number_of_items: -1 }],
  [
    'export_job_started_at_check',
    'a job in progress that never started',
    { status: 'in_progress', last_sequence: 1 },
  ],
  ['export_job_started_at_check', 'a pending job that started', { started_at: AT }],
  [
    'export_job_started_at_check',
    'a completed job that never started',
    { status: 'completed', completed_at: AT, last_sequence: 2 },
  ],
  ['export_job_completed_at_check', 'a failed job without its end', { ...FAILED, completed_at: null }],
  [
    'export_job_completed_at_check',
    'a job in progress with an end',
    { status: 'in_progress', started_at: AT, completed_at: AT, last_sequence: 1 },
  ],
  ['export_job_failure_reason_check', 'a reason without a failure', { failure_reason: 'Closed.' }],
  [
    'export_job_failure_reason_check',
    'a reason type without a failure',
    { failure_reason_type: 'validation_failure' },
  ],
  ['export_job_expired_at_check', 'an expiry without job_expired', { ...FAILED, expired_at: AT }],
  [
    'export_job_expired_at_check',
    'job_expired without its time',
    { ...FAILED, failure_reason_type: 'job_expired' },
  ],
  ['export_job_last_sequence_check', 'a pending job with an event', { last_sequence: 1 }],
  ['export_job_last_sequence_check', 'a failed job without an event', { ...FAILED, last_sequence: 0 }],
  ['export_job_registered_at_check', 'a registration without its time', { registered_at: null }],
  ['export_job_event_sequence_check', 'an event number 0', { sequence: 0 }],
  ['export_job_event_event_check', 'an event that Pleo does not have', { event: 'canceled' }],
  [
    'export_job_event_message_kind_check',
    'a message of a kind that nobody delivers',
    { kind: 'fax', event: null, body: {} },
  ],
  ['export_job_event_kind_event_check', 'an event that says not which', { event: null }],
  ['export_job_event_body_check', 'an event with a body', { body: {} }],
  ['export_job_event_failure_reason_check', 'a reason with another event', { failure_reason: 'Closed.' }],
  [
    'export_job_event_failure_reason_check',
    'a reason type with another event',
    { failure_reason_type: 'job_expired' },
  ],
  ['export_job_event_origin_check', 'an unknown origin', { origin: 'fax' }],
  [
    'export_job_event_delivery_status_check',
    'an unknown delivery status',
    { delivery_status: 'lost', outcome: 'lost' },
  ],
  [
    'export_job_event_delivered_at_check',
    'a delivery without its time',
    { delivery_status: 'delivered', outcome: 'delivered' },
  ],
  ['export_job_event_delivered_at_check', 'the time of a delivery that was none', { delivered_at: AT }],
  ['export_job_event_outcome_check', 'an outcome of a pending event', { outcome: 'delivered' }],
  ['export_job_event_outcome_check', 'a dead event without an outcome', { delivery_status: 'dead' }],
  ['notice_type_check', 'a notice of nothing known', { type: 'fax' }],
  ['notice_status_check', 'a notice of an unknown status', { status: 'lost', due_at: null, settled_at: AT }],
  ['notice_due_at_check', 'a notice that waits for ever', { due_at: null }],
  ['notice_settled_at_check', 'a notice that waits and has ended', { settled_at: AT }],
  [
    'notice_claim_check',
    'a delivered notice that is claimed',
    { status: 'delivered', due_at: null, settled_at: AT, claim: randomUUID() },
  ],
  ['outbox_claim_check', 'a claim without the end of its lease', { claim: randomUUID() }],
  ['outbox_failing_since_check', 'a fault that was not counted', { failing_since: AT }],
  ['outbox_dead_check', 'a dead event that is due', { dead: true, due_at: AT }],
  ['outbox_holds_until_check', 'a live event that holds others for a time', { holds_until: AT }],
  ['export_job_item_position_check', 'a result at no place', { position: 0 }],
  ['export_job_item_status_check', 'a status that no worker reports', { status: 'abandoned' }],
  [
    'export_job_item_failure_reason_check',
    'the reason of a success',
    { failure_reason_type: 'unexpected_failure' },
  ],
  [
    'export_job_item_delivery_status_check',
    'an unknown delivery status',
    { delivery_status: 'lost', outcome: 'lost' },
  ],
  [
    'export_job_item_delivered_at_check',
    'a delivery without its time',
    { delivery_status: 'delivered', outcome: 'delivered' },
  ],
  ['export_job_item_outcome_check', 'an outcome of a result that waits', { outcome: 'delivered' }],
  ['export_job_item_dead_check', 'a result that waits and is dead', { dead: true }],
  ['item_tally_counts_check', 'fewer than no dead results', { dead: -1 }],
  ['item_tally_counts_check', 'more that wait than there are', { pending: 2 }],
  ['item_tally_position_check', 'a mark behind the last place', { settled_position: 2 }],
  ['item_failure_tally_count_check', 'a reason that no result has', { count: 0 }],
  ['delivery_attempt_number_check', 'an attempt number 0', { number: 0 }],
  ['delivery_attempt_duration_ms_check', 'an attempt that took less than no time', { duration_ms: -1 }],
  ['audit_entry_action_check', 'an unknown act', { action: 'deleted' }],
  ['audit_entry_reason_check', 'a discarding without a reason', { action: 'discarded' }],
  ['audit_entry_reason_check', 'a reason for redelivering', { reason: 'Because.' }],
  ['delivery_circuit_pause_check', 'a pause of an unknown kind', { ...PAUSED, pause: 'tired' }],
  ['delivery_circuit_paused_check', 'a pause without its reason', { ...PAUSED, reason: null }],
  ['delivery_circuit_paused_check', 'a pause without its beginning', { ...PAUSED, paused_since: null }],
  ['delivery_circuit_paused_check', 'a pause without its end', { ...PAUSED, paused_until: null }],
  ['delivery_circuit_paused_check', 'the times of a pause that is none', { ...PAUSED, pause: null }],
  [
    'company_credential_type_check',
    'an unknown type',
    { ...CONNECTED, type: 'password', refreshed_at: null },
  ],
  ['company_credential_status_check', 'an unknown status', { ...CONNECTED, status: 'tired', reason: 'So.' }],
  [
    'company_credential_status_check',
    'a consent that is needed for no reason',
    { ...CONNECTED, status: 'consent_needed' },
  ],
  [
    'company_credential_status_check',
    'a consent for an API key',
    { status: 'consent_needed', reason: 'So.' },
  ],
  ['company_credential_secrets_check', 'an API key that is not there', { api_key: null }],
  ['company_credential_secrets_check', 'an API key with a token', { access_token: Buffer.from('sealed') }],
  [
    'company_credential_secrets_check',
    'tokens with an API key',
    { ...CONNECTED, api_key: Buffer.from('sealed') },
  ],
  [
    'company_credential_secrets_check',
    'a connection without a refresh token',
    { ...CONNECTED, refresh_token: null },
  ],
  ['company_credential_refresh_check', 'an API key that ends', { access_ends_at: AT }],
  ['company_credential_refreshed_at_check', 'tokens of unknown age', { ...CONNECTED, refreshed_at: null }],
  [
    'company_credential_refreshing_until_check',
    'a claim without an end',
    { ...CONNECTED, refresh_claim: randomUUID() },
  ],
  ['company_credential_refresh_faults_check', 'fewer than no faults', { refresh_faults: -1 }],
  ['company_credential_verification_check', 'an unknown verdict', { verification: 'stolen' }],
  [
    'company_credential_check_due_at_check',
    'an unverified one that nobody asks about',
    { check_due_at: null },
  ],
  [
    'company_credential_installation_check',
    'one that is not active without a reason',
    { installation: 'inactive' },
  ],
  ['company_credential_installation_tries_check', 'fewer than no tries', { installation_tries: -1 }],
  ['company_credential_checks_check', 'fewer than no tries', { checks: -1 }],
  ['job_lease_lease_seconds_check', 'a lease of a moment', { lease_seconds: 29 }],
  ['job_lease_ended_check', 'an unknown end of a lease', { ended: 'stolen' }],
  ['job_lease_returns_check', 'fewer than no returns', { returns: -1 }],
  ['job_lease_change_change_check', 'an unknown change of a lease', { change: 'stolen' }],
  ['relay_clock_id_check', 'a second row of the clock', { id: false }],
  ['company_put_away_check', 'a company that is put away for no reason', { ...AWAY, put_away_reason: null }],
  ['company_put_away_check', 'one of which nobody knows what becomes', { ...AWAY, put_away_waiting: null }],
  ['company_put_away_check', 'one that somebody has not put away', { put_away_by: 'ada' }],
  ['webhook_subscription_status_check', 'an unknown status', { status: 'asleep' }],
  [
    'webhook_subscription_active_check',
    'an active one without a secret',
    { key_id: null, secret: null, secret_since: null },
  ],
  ['webhook_subscription_secret_check', 'a secret under no key', { key_id: null }],
  ['webhook_subscription_secret_check', 'the secret of no subscription', { subscription_id: null }],
  ['webhook_subscription_previous_check', 'one before without a secret', { previous_id: 'sub-0' }],
  ['webhook_subscription_tries_check', 'fewer than no tries', { tries: -1 }],
  ['webhook_subscription_taken_until_check', 'a claim without an end', { claim: JOB }],
  ['company_put_away_waiting_check', 'an unknown end of what waits', { ...AWAY, put_away_waiting: 'lose' }],
  ['credential_audit_company_check', 'an act on a company with a type', { action: 'put_away' }],
  ['credential_audit_company_check', 'an act on a credential without one', { type: null }],
  ['credential_audit_action_check', 'an unknown act', { action: 'read' }],
  ['credential_audit_type_check', 'an unknown type', { type: 'password' }],
];

/** Keys: constraint, what it refuses, table, columns. */
const BAD_KEYS: [string, string, Table, Row][] = [
  ['export_job_pkey', 'a job twice', 'export_job', {}],
  ['export_job_event_pkey', 'a sequence twice', 'export_job_event', { event: 'failed' }],
  ['export_job_event_job_id_event_key', 'an event of a kind twice', 'export_job_event', { sequence: 2 }],
  ['export_job_event_job_id_fkey', 'an event of no job', 'export_job_event', { job_id: randomUUID() }],
  ['relay_clock_pkey', 'a clock twice', 'relay_clock', {}],
  ['outbox_pkey', 'an event in the outbox twice', 'outbox', {}],
  ['outbox_event_fkey', 'an outbox row of no event', 'outbox', { sequence: 7 }],
  ['delivery_attempt_pkey', 'an attempt twice', 'delivery_attempt', {}],
  ['delivery_attempt_event_fkey', 'an attempt of no event', 'delivery_attempt', { sequence: 7 }],
  ['audit_entry_pkey', 'an audit entry twice', 'audit_entry', {}],
  ['audit_entry_event_fkey', 'an audit entry of no event', 'audit_entry', { id: randomUUID(), sequence: 7 }],
  ['export_job_item_pkey', 'two results of an entry', 'export_job_item', {}],
  ['item_tally_pkey', 'two tallies of a job', 'item_tally', {}],
  ['item_tally_message_fkey', 'a tally without a message', 'item_tally', { job_id: randomUUID() }],
  ['item_failure_tally_pkey', 'a reason twice', 'item_failure_tally', {}],
  ['item_failure_tally_job_id_fkey', 'a reason of no job', 'item_failure_tally', { job_id: randomUUID() }],
  ['job_lease_pkey', 'two leases of an owner', 'job_lease', { job_id: randomUUID() }],
  ['job_lease_job_id_key', 'two leases of a job', 'job_lease', { owner_id: randomUUID() }],
  [
    'job_lease_job_id_fkey',
    'a lease of no job',
    'job_lease',
    { owner_id: randomUUID(), job_id: randomUUID() },
  ],
  ['job_lease_change_pkey', 'a change twice', 'job_lease_change', {}],
  ['job_lease_change_job_id_fkey', 'a change of no job', 'job_lease_change', { job_id: randomUUID() }],
  ['delivery_circuit_pkey', 'a credential twice', 'delivery_circuit', {}],
  ['webhook_receipt_pkey', 'a webhook twice', 'webhook_receipt', {}],
  ['webhook_subscription_pkey', 'a company twice', 'webhook_subscription', {}],
  ['poll_turn_pkey', 'a turn of a credential twice', 'poll_turn', {}],
  ['company_pkey', 'a company twice', 'company', {}],
  ['notice_pkey', 'a notice twice', 'notice', {}],
  ['company_credential_pkey', 'two credentials of a company', 'company_credential', {}],
  ['credential_consent_pkey', 'a state twice', 'credential_consent', {}],
  ['credential_audit_pkey', 'an audit entry twice', 'credential_audit', {}],
];

describe('the tables', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterEach(async () => {
    await client.query('ROLLBACK');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  async function insert(table: Table, row: Row): Promise<void> {
    const columns = Object.keys(row);
    const places = columns.map((_, index) => `$${index + 1}`);
    await client.query(
      `INSERT INTO ${table} (${columns.join()}) VALUES (${places.join()})`,
      Object.values(row),
    );
  }

  /** Good rows of the tables before this one, in a transaction that is rolled back. */
  async function arrange(until?: Table): Promise<void> {
    await client.query('BEGIN');
    for (const [table, row] of Object.entries(GOOD)) {
      if (table === until) return;
      await insert(table as Table, row);
    }
  }

  function tableOf(constraint: string): Table {
    const owners = (Object.keys(GOOD) as Table[]).filter((table) => constraint.startsWith(`${table}_`));
    return owners.reduce((longest, table) => (table.length > longest.length ? table : longest));
  }

  it('take a good row each', async () => {
    await arrange();
    expect((await client.query('SELECT count(*)::integer AS count FROM audit_entry')).rows).toEqual([
      { count: 1 },
    ]);
  });

  it.each<Row>([
    { status: 'in_progress', started_at: AT, last_sequence: 1 },
    { status: 'completed', started_at: AT, completed_at: AT, last_sequence: 2 },
    { status: 'completed_with_errors', started_at: AT, completed_at: AT, last_sequence: 2 },
    FAILED,
    { ...FAILED, started_at: AT, failure_reason: 'Closed.', failure_reason_type: 'validation_failure' },
    { ...FAILED, failure_reason_type: 'job_expired', expired_at: AT },
  ])('take a job that is as the lifecycle makes it (case %#)', async (columns) => {
    await arrange('export_job');
    await insert('export_job', { ...GOOD.export_job, ...columns });
  });

  it('take a job that is known from an event only, and was never registered', async () => {
    await arrange('export_job');
    await insert('export_job', { ...GOOD.export_job, source: 'event', registered_at: null });
  });

  it.each(BAD_ROWS)('by %s refuse %s', async (constraint, _, columns) => {
    const table = tableOf(constraint);
    await arrange(table);
    await expect(insert(table, { ...GOOD[table], ...columns })).rejects.toMatchObject({
      code: '23514',
      constraint,
    });
  });

  it.each(BAD_KEYS)('by %s refuse %s', async (constraint, _, table, columns) => {
    await arrange();
    await expect(insert(table, { ...GOOD[table], ...columns })).rejects.toMatchObject({ constraint });
  });

  it('have no constraint that is not tested here', async () => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint
       WHERE conrelid = ANY ($1::text[]::regclass[]) AND contype IN ('c', 'p', 'u', 'f')`,
      [Object.keys(GOOD)],
    );
    const tested = [...BAD_ROWS, ...BAD_KEYS].map(([constraint]) => constraint);
    expect(rows.map(({ name }) => name).sort()).toEqual([...new Set(tested)].sort());
  });
});
