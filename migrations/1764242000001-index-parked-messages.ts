import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The messages of companies that are put away, to count and to discard them. Others have no entry in it, so that it
 * costs deliveries nothing. Built beside all others, without a transaction; one that was broken off begins anew.
 */
export class IndexParkedMessages1764242000001 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_parked_idx');
    await runner.query(
      `CREATE INDEX CONCURRENTLY outbox_parked_idx ON outbox (credential, job_id) WHERE credential LIKE 'parked:%'`,
    );
    await runner.query('ALTER TABLE credential_audit VALIDATE CONSTRAINT credential_audit_action_check');
    await runner.query('ALTER TABLE credential_audit VALIDATE CONSTRAINT credential_audit_company_check');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_parked_idx');
  }
}
