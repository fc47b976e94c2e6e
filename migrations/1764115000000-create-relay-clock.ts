import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets deadlines wait for who could not be heard: the relay notes the time while it can hear. */
export class CreateRelayClock1764115000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_RELAY_CLOCK);
    await runner.query(LET_JOBS_LIVE_LONGER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(BACK);
  }
}

const CREATE_RELAY_CLOCK = `
  CREATE TABLE relay_clock (
    id           boolean     NOT NULL DEFAULT true,
    noted_at     timestamptz NOT NULL,
    steady_since timestamptz NOT NULL,
    CONSTRAINT relay_clock_pkey PRIMARY KEY (id),
    CONSTRAINT relay_clock_id_check CHECK (id)
  );

  COMMENT ON TABLE relay_clock IS 'one row, in which all replicas note the time every second while they can hear';
  COMMENT ON COLUMN relay_clock.noted_at IS 'the time by this server''s clock when a replica could hear last';
  COMMENT ON COLUMN relay_clock.steady_since IS
    'since when the notes follow each other: no replica was there before, or none could reach this server, or its clock was set'`;

/** Not looked at once more: what the constraint asked for before is stricter. */
const LET_JOBS_LIVE_LONGER = `
  ALTER TABLE export_job
    DROP CONSTRAINT export_job_expires_at_check,
    ADD CONSTRAINT export_job_expires_at_check
      CHECK (expires_at >= last_updated_at + expires_in * interval '1 second') NOT VALID`;

const BACK = `
  UPDATE export_job
  SET expires_at = last_updated_at + expires_in * interval '1 second'
  WHERE expires_at > last_updated_at + expires_in * interval '1 second';
  ALTER TABLE export_job
    DROP CONSTRAINT export_job_expires_at_check,
    ADD CONSTRAINT export_job_expires_at_check
      CHECK (expires_at = last_updated_at + expires_in * interval '1 second');
  DROP TABLE relay_clock`;
