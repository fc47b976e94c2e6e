import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Validates the checks that were added to tables with rows. Not in a transaction: VALIDATE reads the table under a lock that
 * lets everybody read and write, and has nothing to do where it was done before.
 */
export class ValidateChecks1764145000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE export_job VALIDATE CONSTRAINT export_job_expires_at_check');
    await runner.query('ALTER TABLE outbox VALIDATE CONSTRAINT outbox_failing_since_check');
  }

  async down(): Promise<void> {
    // A check that holds goes on to hold.
  }
}
