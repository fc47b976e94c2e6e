import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lists ask for by state: events behind others, events after passing faults, and failures by their type. Almost
 * all events have no entry in any of these, so that they cost deliveries next to nothing. Built beside all others,
 * without a transaction; one that was broken off begins anew.
 */
const INDEXES = {
  outbox_behind_idx: `outbox (accepted_at) WHERE kind = 'event' AND due_at IS NULL AND NOT dead`,
  outbox_retries_idx: `outbox (accepted_at) WHERE kind = 'event' AND retries > 0 AND NOT dead`,
  export_job_event_failure_reason_type_idx:
    'export_job_event (failure_reason_type, accepted_at, id) WHERE failure_reason_type IS NOT NULL',
  export_job_failure_reason_type_idx:
    'export_job (failure_reason_type, created_at, id) WHERE failure_reason_type IS NOT NULL',
};

export class IndexWaitingAndFailed1764244000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [index, rows] of Object.entries(INDEXES)) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${index} ON ${rows}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of Object.keys(INDEXES))
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
  }
}
