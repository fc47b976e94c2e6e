import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The messages of companies that are paused by hand, to move them back when that ends. Others have no entry in it, so
 * that it costs deliveries nothing. Built beside all others, without a transaction; one that was broken off begins
 * anew.
 */
export class IndexPausedMessages1764245000001 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_paused_idx');
    await runner.query(
      `CREATE INDEX CONCURRENTLY outbox_paused_idx ON outbox (credential, job_id) WHERE credential LIKE 'paused:%'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_paused_idx');
  }
}
