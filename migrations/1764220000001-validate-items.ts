import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Validates the checks of the migration before, which locks nobody out however long the tables are. */
export class ValidateItems1764220000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE export_job_event VALIDATE CONSTRAINT export_job_event_message_kind_check',
    );
    await runner.query('ALTER TABLE outbox VALIDATE CONSTRAINT outbox_holds_until_check');
  }

  async down(): Promise<void> {
    // There is nothing to undo: the checks are those of the migration before.
  }
}
