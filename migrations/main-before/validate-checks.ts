import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Validates the checks that were added to tables with rows. Not in a transaction: VALIDATE reads the table under a
 * lock that lets everybody read and write, and has nothing to do where it was done before.
 */
export class ValidateChecks1764145000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, check] of CHECKS)
      await runner.query(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${check}`);
  }

  async down(): Promise<void> {
    // A check that holds goes on to hold.
  }
}

const CHECKS = [
  ['export_job', 'export_job_expires_at_check'],
  ['outbox', 'outbox_failing_since_check'],
  ['export_job_event', 'export_job_event_kind_check'],
  ['export_job_event', 'export_job_event_kind_event_check'],
  ['export_job_event', 'export_job_event_body_check'],
];
