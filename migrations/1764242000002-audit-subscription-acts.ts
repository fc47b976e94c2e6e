import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What becomes of a company's subscription is kept beside the other acts on companies. */
export class AuditSubscriptionActs1764242000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(checksOf([...ACTS_BEFORE, ...ACTS]));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM credential_audit WHERE action IN (${ACTS.join(', ')})`);
    await runner.query(checksOf(ACTS_BEFORE));
    await runner.query('ALTER TABLE credential_audit VALIDATE CONSTRAINT credential_audit_action_check');
    await runner.query('ALTER TABLE credential_audit VALIDATE CONSTRAINT credential_audit_company_check');
  }
}

const ON_CREDENTIALS = [
  `'set'`,
  `'deleted'`,
  `'consent_started'`,
  `'consented'`,
  `'consent_needed'`,
  `'verified'`,
  `'wrong_company'`,
  `'missing_scopes'`,
];
const ACTS_BEFORE = [`'note_set'`, `'put_away'`, `'taken_back'`];
const ACTS = [
  `'subscribed'`,
  `'subscription_lost'`,
  `'rotation_asked'`,
  `'subscription_removed'`,
  `'subscription_left_over'`,
];

function checksOf(onCompanies: readonly string[]): string {
  return `
    ALTER TABLE credential_audit
      DROP CONSTRAINT credential_audit_action_check,
      ADD CONSTRAINT credential_audit_action_check
        CHECK (action IN (${[...ON_CREDENTIALS, ...onCompanies].join(', ')})) NOT VALID,
      DROP CONSTRAINT credential_audit_company_check,
      ADD CONSTRAINT credential_audit_company_check
        CHECK (CASE WHEN action IN (${onCompanies.join(', ')}) THEN type IS NULL ELSE type IS NOT NULL END) NOT VALID`;
}
