import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose a company's credential is and what it may, as Pleo says. Credentials that are there, and those that replicas of
 * the release before still set, are unverified and due to be asked about. Checks are validated by the next migration.
 */
export class AddCredentialVerification1764240000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_COLUMNS);
    await runner.query(WIDEN_AUDIT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(NARROW_AUDIT);
    await runner.query(
      `ALTER TABLE company_credential
         DROP COLUMN verification, DROP COLUMN verification_reason, DROP COLUMN client_id, DROP COLUMN scopes,
         DROP COLUMN pleo_company_id, DROP COLUMN checked_at, DROP COLUMN check_due_at, DROP COLUMN checks, DROP COLUMN installation,
         DROP COLUMN installation_reason, DROP COLUMN installation_due_at, DROP COLUMN installation_tries`,
    );
  }
}

const ADD_COLUMNS = `
  ALTER TABLE company_credential
    ADD COLUMN verification        text    NOT NULL DEFAULT 'unverified',
    ADD COLUMN verification_reason text,
    ADD COLUMN client_id           text,
    ADD COLUMN scopes              text[],
    ADD COLUMN pleo_company_id     uuid,
    ADD COLUMN checked_at          timestamptz(3),
    ADD COLUMN check_due_at        timestamptz DEFAULT now(),
    ADD COLUMN checks              integer NOT NULL DEFAULT 0,
    ADD COLUMN installation        text,
    ADD COLUMN installation_reason text,
    ADD COLUMN installation_due_at timestamptz,
    ADD COLUMN installation_tries  integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT company_credential_verification_check
      CHECK (verification IN ('pending', 'unverified', 'verified', 'wrong_company', 'missing_scopes')) NOT VALID,
    ADD CONSTRAINT company_credential_check_due_at_check
      CHECK (verification NOT IN ('pending', 'unverified') OR check_due_at IS NOT NULL) NOT VALID,
    ADD CONSTRAINT company_credential_checks_check
      CHECK (checks >= 0) NOT VALID,
    ADD CONSTRAINT company_credential_installation_check
      CHECK (
        installation = 'active' OR (installation IN ('inactive', 'error') AND installation_reason IS NOT NULL)
      ) NOT VALID,
    ADD CONSTRAINT company_credential_installation_tries_check
      CHECK (installation_tries >= 0) NOT VALID;

  COMMENT ON COLUMN company_credential.verification IS
    'what Pleo says of it; pending: it was not asked since the credential was set, and nothing is sent before';
  COMMENT ON COLUMN company_credential.check_due_at IS 'when a sweep asks (again); null: never';
  COMMENT ON COLUMN company_credential.checks IS 'sweeps that asked in a row and learned nothing';
  COMMENT ON COLUMN company_credential.installation IS 'how the app is set up at the company; null: nobody looked';
  COMMENT ON COLUMN company_credential.installation_due_at IS
    'when a sweep looks (again), as long as it is not active; null: as soon as it is verified'`;

const WIDEN_AUDIT = `
  ALTER TABLE credential_audit
    DROP CONSTRAINT credential_audit_action_check,
    ADD CONSTRAINT credential_audit_action_check
      CHECK (action IN ('set', 'deleted', 'consent_started', 'consented', 'consent_needed', 'verified', 'wrong_company',
        'missing_scopes')) NOT VALID`;

const NARROW_AUDIT = `
  DELETE FROM credential_audit WHERE action IN ('verified', 'wrong_company', 'missing_scopes');

  ALTER TABLE credential_audit
    DROP CONSTRAINT credential_audit_action_check,
    ADD CONSTRAINT credential_audit_action_check
      CHECK (action IN ('set', 'deleted', 'consent_started', 'consented', 'consent_needed'))`;
