import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Validates the checks of the migration before, which locks nobody out however long the tables are. */
export class ValidateCredentialVerification1764240000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const name of [
      'verification_check',
      'check_due_at_check',
      'checks_check',
      'installation_check',
      'installation_tries_check',
    ])
      await runner.query(`ALTER TABLE company_credential VALIDATE CONSTRAINT company_credential_${name}`);
    await runner.query('ALTER TABLE credential_audit VALIDATE CONSTRAINT credential_audit_action_check');
  }

  async down(): Promise<void> {
    // There is nothing to undo: the checks are those of the migration before.
  }
}
