import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemaTexts } from '../../src/schema/schema-text.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

const HEAD = `-- This is what the migrations make, to be read and compared; nothing runs it. After a new migration: npm run schema.
-- test/migrations/schema.spec.ts compares it, in CI on the oldest Postgres that is supported and on the newest.
`;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

it('migrations/schema.sql is what the migrations make', async () => {
  const texts = await schemaTexts(database);
  await expect([HEAD, ...texts.values()].join('\n')).toMatchFileSnapshot('../../migrations/schema.sql');
});

it('migrations/schema.sql leaves nothing out: there are only tables and their indexes', async () => {
  const others = await database.query(
    `SELECT relkind AS kind, relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i') AND relname <> 'migration_id_seq'
     UNION ALL
     SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     UNION ALL
     SELECT 'type', typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('d', 'e', 'r')`,
  );
  expect(others).toEqual([]);
});

it.each([
  ['ALTER TABLE outbox ADD COLUMN scratch text', /^ {2}scratch text,$/m],
  ['ALTER TABLE outbox ALTER COLUMN request_id SET NOT NULL', /^ {2}request_id text NOT NULL,$/m],
  [
    `ALTER TABLE outbox ALTER COLUMN request_id SET DEFAULT 'x'`,
    /^ {2}request_id text DEFAULT 'x'::text NOT NULL,$/m,
  ],
  ['ALTER TABLE outbox ADD CHECK (retries < 9) NOT VALID', /CHECK \(retries < 9\) NOT VALID,?$/m],
  ['ALTER TABLE outbox SET (fillfactor = 70)', /^ALTER TABLE outbox SET \(fillfactor = 70\);$/m],
  [
    'CREATE INDEX scratch_idx ON outbox (claim)',
    /^CREATE INDEX scratch_idx ON outbox USING btree \(claim\);$/m,
  ],
  [`COMMENT ON TABLE outbox IS 'It''s'`, /^COMMENT ON TABLE outbox IS 'It''s';$/m],
  [
    'CREATE TRIGGER scratch BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
    /^CREATE TRIGGER scratch BEFORE UPDATE ON outbox /m,
  ],
])('the text of a table tells of %s', async (change, line) => {
  expect((await schemaTexts(database)).get('outbox')).not.toMatch(line);
  await database.query(change);
  expect((await schemaTexts(database)).get('outbox')).toMatch(line);
});
