import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Validates the checks of the migration before, which locks nobody out however long the table is. */
export class ValidateSubscriptionActs1764242000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE credential_audit VALIDATE CONSTRAINT credential_audit_action_check');
    await runner.query('ALTER TABLE credential_audit VALIDATE CONSTRAINT credential_audit_company_check');
  }

  async down(): Promise<void> {
    // There is nothing to undo: the checks are those of the migration before.
  }
}
