import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets a circuit tell one job that meets fault after fault from many that meet one each, and lets others go before it. */
export class TellOneJobFromMany1764111000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A constant default writes no row anew; replicas of the release before leave the column alone.
    await runner.query(ADD_JOBS);
    await runner.query(FREE_RETRIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(BACK);
  }
}

const ADD_JOBS = `
  ALTER TABLE delivery_circuit ADD COLUMN jobs uuid[] NOT NULL DEFAULT '{}';

  COMMENT ON COLUMN delivery_circuit.jobs IS
    'jobs that met trouble since Pleo last answered one as it should; no more than matter'`;

const FREE_RETRIES = `
  -- A try that was refused, or told to wait, makes an event go behind others; it does not make it older. Not validated:
  -- the check before let nothing in that breaks this one, and reading the table would hold up reports.
  ALTER TABLE outbox
    DROP CONSTRAINT outbox_failing_since_check,
    ADD CONSTRAINT outbox_failing_since_check CHECK (failing_since IS NULL OR retries > 0) NOT VALID;

  COMMENT ON COLUMN outbox.retries IS 'tries after which others were let pass: passing faults, refusals, times to wait'`;

const BACK = `
  UPDATE outbox SET retries = 0 WHERE failing_since IS NULL AND retries > 0;
  ALTER TABLE outbox
    DROP CONSTRAINT outbox_failing_since_check,
    ADD CONSTRAINT outbox_failing_since_check CHECK ((failing_since IS NULL) = (retries = 0));
  ALTER TABLE delivery_circuit DROP COLUMN jobs`;
