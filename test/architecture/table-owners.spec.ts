import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getMetadataArgsStorage } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { dataSourceOptions } from '../../src/schema/data-source.js';

const SRC = resolve(import.meta.dirname, '../../src');

/**
 * The folder whose `*.sql.ts` alone write a table. Others read it, and write it by fragments that the owner exports.
 */
const OWNERS: Readonly<Record<string, string>> = {
  export_job: 'jobs',
  export_job_event: 'queue',
  outbox: 'queue',
  delivery_attempt: 'queue',
  delivery_circuit: 'queue',
  audit_entry: 'queue',
  export_job_item: 'items',
  item_delivery: 'items',
  item_tally: 'items',
  item_failure_tally: 'items',
  company: 'companies',
  delivery_pause: 'pauses',
  delivery_pause_act: 'pauses',
  company_credential: 'credentials',
  credential_audit: 'credentials',
  credential_consent: 'credentials',
  notice: 'notices',
  poll_turn: 'polling',
  webhook_receipt: 'webhooks',
  webhook_subscription: 'subscriptions',
  job_lease: 'job-leases',
  job_lease_change: 'job-leases',
  relay_clock: 'clock',
};

/**
 * What may be written all the same. Retention deletes jobs whole, with all that refers to them: that no part is left
 * over is one decision, which the owners of the parts cannot make.
 */
const EXCEPTIONS = new Set([
  'retention/retention.sql.ts DELETE FROM export_job_item',
  'retention/retention.sql.ts DELETE FROM item_delivery',
  'retention/retention.sql.ts DELETE FROM item_failure_tally',
  'retention/retention.sql.ts DELETE FROM item_tally',
  'retention/retention.sql.ts DELETE FROM audit_entry',
  'retention/retention.sql.ts DELETE FROM delivery_attempt',
  'retention/retention.sql.ts DELETE FROM export_job_event',
  'retention/retention.sql.ts DELETE FROM export_job',
]);

interface Write {
  readonly file: string;
  readonly verb: string;
  /** As it is written; not a name where the text is put together. */
  readonly table: string;
}

/** `UPDATE` is no write behind `DO`, whose table INSERT has named, nor behind `FOR` and `FOR NO KEY`, which lock. */
const WRITE =
  /\b(INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE|(?<!\b(?:DO|FOR|KEY)\s+)UPDATE)\s+([^\s(;`]+)/g;

function writesIn(file: string, text: string): Write[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '');
  return [...code.matchAll(WRITE)].map(([, verb = '', table = '']) => ({
    file,
    verb: verb.replace(/\s+/g, ' '),
    table,
  }));
}

const WRITES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => writesIn(file, readFileSync(join(SRC, file), 'utf8')));

function isOwners({ file, table }: Write): boolean {
  return file.endsWith('.sql.ts') && file.split('/')[0] === OWNERS[table];
}

const told = ({ file, verb, table }: Write) => `${file} ${verb} ${table}`;

describe('a table', () => {
  it('is written by the SQL of the folder that owns it, and by no other', () => {
    const strangers = WRITES.filter((write) => !isOwners(write)).map(told);
    expect(strangers.filter((write) => !EXCEPTIONS.has(write))).toEqual([]);
    // An exception that nobody needs any more goes.
    expect(new Set(strangers)).toEqual(EXCEPTIONS);
  });

  it('has an owner, who writes it', () => {
    // The list of entities is imported with the options.
    expect(dataSourceOptions('postgres://localhost/any', 1).entities).toHaveLength(
      Object.keys(OWNERS).length,
    );
    const tables = getMetadataArgsStorage().tables.map(({ name }) => name);
    expect(tables.sort()).toEqual(Object.keys(OWNERS).sort());
    const written = new Set(WRITES.filter(isOwners).map(({ table }) => table));
    expect([...written].sort()).toEqual(Object.keys(OWNERS).sort());
  });

  it('that a text is put together for is found as a stranger', () => {
    const text = '`DELETE FROM ${table}`; `WITH a AS (UPDATE\n outbox SET x = 1) INSERT INTO "outbox" (id)`';
    expect(
      writesIn('queue/a.sql.ts', text)
        .filter((write) => !isOwners(write))
        .map(told),
    ).toEqual(['queue/a.sql.ts DELETE FROM ${table}', 'queue/a.sql.ts INSERT INTO "outbox"']);
  });

  it('is not written by what locks rows, or by a conflict', () => {
    const text =
      '`… ON CONFLICT (id) DO UPDATE SET x FOR UPDATE OF outbox SKIP LOCKED FOR NO KEY UPDATE SKIP LOCKED`';
    expect(writesIn('jobs/a.sql.ts', text)).toEqual([]);
  });
});

describe('a statement', () => {
  it('has a name of its own, in kebab-case', () => {
    const names = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.sql.ts'))
      .flatMap((file) => [
        ...readFileSync(join(SRC, file), 'utf8').matchAll(/[sS]tatement\(\s*(.)([^'`]+)\1/g),
      ])
      .map(([, , name = '']) => name);
    expect(names.length).toBeGreaterThan(70);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });
});
