import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { MIGRATIONS } from '../../migrations/index.js';
import { ADOPTION } from '../../migrations/main-before/adoption.js';
import { NAMES_BEFORE } from '../../migrations/main-before/names-before.js';
import { runMigrations } from '../../src/schema/migrations.js';
import { schemaTexts } from '../../src/schema/schema-text.js';
import { outboxMistakes } from '../support/books.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { databaseOfMainBefore } from '../support/main-before.js';
import { SCRATCH, withMigration } from '../support/scratch-migration.js';
import { tableContents } from '../support/table-contents.js';

const STEPS = [...ADOPTION, ...MIGRATIONS.slice(1)].map(({ name }) => name);
const SCHEMA = readFileSync('migrations/schema.sql', 'utf8');

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function mainBefore(change?: string): Promise<TestDatabase> {
  const database = await databaseOfMainBefore(change);
  ends.push(() => database.drop());
  return database;
}

async function sessionOn(database: TestDatabase, program: string): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: database.url, application_name: program });
  session.on('error', () => undefined);
  await session.connect();
  ends.push(() => session.end());
  return session;
}

/** As migrations/schema.sql has it, without its head. */
async function schemaOf(database: TestDatabase): Promise<string> {
  return [...(await schemaTexts(database)).values()].join('\n');
}

async function namesIn(database: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ name: string }>('SELECT name FROM migration ORDER BY id');
  return rows.map(({ name }) => name);
}

/** Where the rows of each table are: a table that was written anew has another file. */
function filesOf(database: TestDatabase): Promise<{ relname: string }[]> {
  return database.query(
    `SELECT relname, pg_relation_filenode(oid) FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
}

/** Tables that came with later migrations, and columns with what they hold in rows that were there. */
const SINCE = [
  'company',
  'delivery_pause',
  'delivery_pause_act',
  'export_job_item',
  'item_delivery',
  'item_failure_tally',
  'item_tally',
  'job_lease',
  'job_lease_change',
  'webhook_subscription',
  'notice',
];
const COLUMNS_SINCE: Record<string, object> = {
  outbox: { kind: 'event', holds_until: null },
  delivery_attempt: { entries: null },
  audit_entry: { entries: null },
  credential_audit: { reason: null },
  company_credential: {
    verification: 'unverified',
    verification_reason: null,
    client_id: null,
    scopes: null,
    pleo_company_id: null,
    checked_at: null,
    check_due_at: expect.any(String),
    checks: 0,
    installation: null,
    installation_reason: null,
    installation_due_at: null,
    installation_tries: 0,
  },
};

it('the dump of main before has rows in every table', async () => {
  const contents = await tableContents(await mainBefore());
  for (const [table, rows] of Object.entries(contents)) expect(rows, table).not.toEqual([]);
  const tables = SCHEMA.match(/^CREATE TABLE /gm);
  expect(tables).toHaveLength(Object.keys(contents).length + 1 + SINCE.length);
});

it('a database of main before gets the schema of today and keeps every row, in the same files', async () => {
  const database = await mainBefore();
  const [before, files] = [await tableContents(database), await filesOf(database)];
  expect(await runMigrations(database.url)).toEqual(STEPS);
  expect(SCHEMA.endsWith(`\n${await schemaOf(database)}`)).toBe(true);
  const isOld = ({ relname }: { relname: string }) => !SINCE.includes(relname);
  expect((await filesOf(database)).filter(isOld)).toEqual(files);
  expect(await outboxMistakes(database)).toEqual([]);
  const echo = / \('Basic cGtfOWZacTdMdzNYdDBSYjU6' not a valid key=value pair\)/;
  const text = JSON.stringify(before);
  expect(text).toMatch(echo);
  const kept = JSON.parse(
    text
      .replaceAll(new RegExp(echo, 'g'), '')
      .replace(/"response_excerpt":"\{[^}]+\}"/, '"response_excerpt":null')
      .replaceAll('"sent_event":', '"request":')
      .replaceAll('"delivery_status":', '"kind":"event","body":null,"delivery_status":'),
  ) as Record<string, object[]>;
  const expected = Object.entries(kept).map(([table, rows]) => [
    table,
    rows.map((row) => ({ ...row, ...COLUMNS_SINCE[table] })),
  ]);
  expect(await tableContents(database)).toEqual({
    ...Object.fromEntries(SINCE.map((table) => [table, []])),
    ...Object.fromEntries(expected),
  });

  // As in a new database, where the first migration has the name of the last step.
  const [first] = MIGRATIONS;
  expect(await namesIn(database)).toEqual([
    ...STEPS.slice(0, ADOPTION.length - 1),
    first?.name,
    ...STEPS.slice(ADOPTION.length),
  ]);
  expect(await runMigrations(database.url)).toEqual([]);
});

it('the migrations after the first one follow at once', async () => {
  const database = await mainBefore();
  const ran = await withMigration(
    (runner) => runner.query('ALTER TABLE export_job ADD COLUMN scratch text'),
    () => runMigrations(database.url),
  );
  expect(ran).toEqual([...STEPS, SCRATCH]);
});

it('it is done once when several replicas start at once', async () => {
  const database = await mainBefore();
  const ran = await Promise.all(Array.from({ length: 3 }, () => runMigrations(database.url)));
  expect(ran.flat()).toEqual(STEPS);
});

it('things of the owner’s own stay', async () => {
  const own = [
    'ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.01)',
    'CREATE INDEX own_idx ON export_job (source)',
    'CREATE TABLE own (id integer)',
  ];
  const database = await mainBefore(own.join(';'));
  expect(await runMigrations(database.url)).toEqual(STEPS);
  const schema = await schemaOf(database);
  expect(schema).toContain('ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.01);');
  expect(schema).toContain('CREATE INDEX own_idx');
  expect(schema).toContain('CREATE TABLE own (');
});

it.each([
  [
    'has not run all migrations of main before',
    `DELETE FROM migration WHERE name LIKE 'CreateRelayClock%'; DROP TABLE relay_clock`,
    /too old \(missing CreateRelayClock1764115000000\)\. .*last main before/,
  ],
  [
    'has run migrations that main never had',
    `INSERT INTO migration (timestamp, name) VALUES (1764116000000, 'OfAFork1764116000000')`,
    /main never had \(OfAFork1764116000000\).*backup/,
  ],
  [
    'has another column',
    'ALTER TABLE outbox ALTER COLUMN request_id TYPE varchar(9)',
    /changed by hand.*missing are "request_id text" of outbox$/,
  ],
  [
    'has another check',
    'ALTER TABLE outbox DROP CONSTRAINT outbox_dead_check, ADD CONSTRAINT outbox_dead_check CHECK (dead)  NOT VALID',
    /missing are "CONSTRAINT outbox_dead_check CHECK \(NOT dead OR due_at IS NULL\)" of outbox$/,
  ],
  [
    'has lost an index',
    'DROP INDEX outbox_accepted_at_idx',
    /missing are "CREATE INDEX outbox_accepted_at_idx /,
  ],
  ['has lost a table', 'DROP TABLE relay_clock', /"CREATE TABLE relay_clock \(" of relay_clock; /],
])('one that %s is left alone, with a sentence that says what to do', async (_, change, sentence) => {
  const database = await mainBefore(change);
  const [schema, names] = [await schemaOf(database), await namesIn(database)];
  await expect(runMigrations(database.url)).rejects.toThrow(sentence);
  // Main before would go on.
  expect(await namesIn(database)).toEqual(expect.arrayContaining(names));
  expect(await namesIn(database)).not.toContain(MIGRATIONS[0]?.name);
  expect(await schemaOf(database)).toBe(schema);
});

it.each(['pleo-export-relay', 'pleo-export-relay outbox listener'])(
  'while replicas of main before are at work on it (%s), it waits for people to end them',
  async (program) => {
    const database = await mainBefore();
    const session = await sessionOn(database, program);
    await expect(runMigrations(database.url)).rejects.toThrow(/still use it \(1 sessions\).*End them/);
    expect(await namesIn(database)).toEqual(NAMES_BEFORE);
    await session.end();
    await eventually(async () => {
      const rows = await database.query(
        'SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
        [program],
      );
      return rows.length === 0;
    });
    expect(await runMigrations(database.url)).toEqual(STEPS);
  },
);

it('broken off between two steps, it goes on with the next one', async () => {
  const database = await mainBefore();
  const session = await sessionOn(database, 'vacuum');
  await session.query('BEGIN; LOCK TABLE outbox IN SHARE UPDATE EXCLUSIVE MODE');
  const stop = new AbortController();
  const said: string[] = [];
  const broken = runMigrations(database.url, stop.signal, (line) => said.push(line));
  const failed = expect(broken).rejects.toThrow();
  await eventually(() => said.some((line) => /^ValidateChecks\d+ waits for session/.test(line)));
  stop.abort(new Error('stopped'));
  await failed;
  await session.query('ROLLBACK');
  expect(await namesIn(database)).toEqual([...NAMES_BEFORE, ...STEPS.slice(0, 2)]);
  expect(await runMigrations(database.url)).toEqual(STEPS.slice(2));
});

it('beside a session that reads everything, as pg_dump does, it asks in short tries, and nobody waits behind it', async () => {
  const database = await mainBefore();
  const session = await sessionOn(database, 'pg_dump');
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  for (const table of Object.keys(await tableContents(database))) await session.query(`TABLE ${table}`);
  const said: string[] = [];
  const ran = runMigrations(database.url, undefined, (line) => said.push(line));
  await eventually(() =>
    said.some((line) => /^AddMessageKinds\d+ waits for session \d+ \("pg_dump"/.test(line)),
  );
  await database.query('SELECT sent_event FROM delivery_attempt');
  await session.query('COMMIT');
  expect(await ran).toEqual(STEPS);
});
