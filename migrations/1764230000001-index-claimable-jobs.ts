import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Pending jobs by company, oldest first: a claim jumps from company to company and reads the first job of each. Jobs
 * without a company stand under an id of zeros: an expression that no other index has, so that no plan, whenever it was
 * made, can take one which also holds jobs that are over. Built beside all others, without a transaction; one that was
 * broken off begins anew.
 */
export class IndexClaimableJobs1764230000001 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${INDEX}`);
    await runner.query(
      `CREATE INDEX CONCURRENTLY ${INDEX}
       ON export_job (coalesce(company_id, '00000000-0000-0000-0000-000000000000'), created_at, id)
       WHERE status = 'pending'
         AND (pleo_status IS NULL OR pleo_status NOT IN ('completed', 'completed_with_errors', 'failed'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${INDEX}`);
  }
}

const INDEX = 'export_job_claimable_idx';
