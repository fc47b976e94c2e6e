import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { arrayLiteral } from '../../src/database/array-literal.js';
import type { SqlType } from '../../src/database/sql-types.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let session: pg.Client;
beforeAll(async () => {
  database = await createDatabase();
  session = new pg.Client({ connectionString: database.url });
  await session.connect();
});
afterAll(async () => {
  await session.end();
  await database.drop();
});

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0')),
  fc.constantFrom('', 'NULL', 'null', '{}', ',', '"', '\\', '\\"', ' a ', '\n', '\\x00'),
);

const VALUES: Record<SqlType, fc.Arbitrary<unknown>> = {
  uuid: fc.uuid(),
  text,
  bytea: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  boolean: fc.boolean(),
  integer: fc.integer(),
  float8: fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(Infinity, -Infinity)).map((one) => one + 0),
  timestamptz: fc.date({
    min: new Date('1000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  }),
};

it.each(Object.keys(VALUES) as SqlType[])('Postgres reads an array of %s as it was given', async (type) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(VALUES[type])), async (given) => {
      const { rows } = await session.query<{ read: unknown }>(`SELECT $1::${type}[] AS read`, [
        arrayLiteral(type, given),
      ]);
      expect(rows[0]?.read).toEqual(given);
    }),
  );
});
