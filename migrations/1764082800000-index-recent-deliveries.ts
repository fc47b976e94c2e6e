import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leads GET /v1/overview to the last hour, whatever came before it. */
export class IndexRecentDeliveries1764082800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX export_job_event_delivered_at_idx, delivery_attempt_failed_idx');
  }
}

const CREATE_INDEXES = `
  -- Deliveries of a minute. BRIN, because each delivery writes it: a range of pages has one entry, which seldom changes.
  CREATE INDEX export_job_event_delivered_at_idx ON export_job_event
    USING brin (delivered_at) WITH (pages_per_range = 32, autosummarize = on);
  -- Failures of a minute. An attempt that went well is not in it and pays nothing.
  CREATE INDEX delivery_attempt_failed_idx ON delivery_attempt (started_at)
    WHERE outcome IN ('passing', 'wait', 'credential', 'refused', 'conflict')`;
