import type { TestDatabase } from './database.js';

/** The clock of one database of the server, which can be set. */
export interface DatabaseClock {
  /** Sets it so far ahead of the server's, or back, by an interval as Postgres reads it: `1 hour`, `-1 hour`. */
  set(by: string): Promise<void>;
}

/** To be called before anybody connects who shall see it: whatever is prepared goes on with the server's own clock. */
export async function takeClock(database: TestDatabase): Promise<DatabaseClock> {
  await database.query(`
    CREATE SCHEMA clock;
    CREATE TABLE clock.off (by interval NOT NULL);
    INSERT INTO clock.off VALUES ('0');
    ALTER FUNCTION pg_catalog.now() RENAME TO server_now;
    ALTER FUNCTION pg_catalog.statement_timestamp() RENAME TO server_statement_timestamp;
    CREATE FUNCTION pg_catalog.now() RETURNS timestamptz LANGUAGE sql STABLE
      AS 'SELECT server_now() + (SELECT by FROM clock.off)';
    CREATE FUNCTION pg_catalog.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
      AS 'SELECT server_statement_timestamp() + (SELECT by FROM clock.off)';
    DO $$
    DECLARE at record;
    BEGIN
      FOR at IN SELECT table_name, column_name FROM information_schema.columns WHERE column_default = 'server_now()' LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT now()', at.table_name, at.column_name);
      END LOOP;
    END $$`);
  return {
    async set(by) {
      await database.query('UPDATE clock.off SET by = $1', [by]);
    },
  };
}
