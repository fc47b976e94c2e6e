import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The outbox in the order of acceptance, events and results apart: pages and metrics of events pass over no results,
 * however many wait, and each message stands in one of the two. Built beside all others, without a transaction; one
 * that was broken off begins anew.
 */
export class IndexMessagesByKind1764220000002 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [index, kind] of INDEXES) {
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
      await runner.query(
        `CREATE INDEX CONCURRENTLY ${index} ON outbox (dead, accepted_at) WHERE kind = '${kind}'`,
      );
    }
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_accepted_at_idx');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS outbox_accepted_at_idx');
    await runner.query('CREATE INDEX CONCURRENTLY outbox_accepted_at_idx ON outbox (dead, accepted_at)');
    for (const [index] of INDEXES) await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
  }
}

const INDEXES = [
  ['outbox_event_accepted_at_idx', 'event'],
  ['outbox_items_accepted_at_idx', 'items'],
] as const;
