import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Results that were delivered together are told by one row of their own instead of an update of each: a result whose
 * row still says `pending` is delivered when its job's low-water mark has passed it. Their rows are hardly ever written
 * again, so that pages of new ones are filled.
 */
export class AddItemDeliveries1764225000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE item_delivery (
        job_id        uuid           NOT NULL,
        last_position integer        NOT NULL,
        delivered_at  timestamptz(3) NOT NULL,
        CONSTRAINT item_delivery_pkey PRIMARY KEY (job_id, last_position),
        CONSTRAINT item_delivery_job_id_fkey FOREIGN KEY (job_id) REFERENCES item_tally (job_id)
      );

      COMMENT ON COLUMN item_delivery.last_position IS
        'results of the job up to this one, and behind the row before, are delivered where their rows say nothing else';
      COMMENT ON COLUMN export_job_item.delivery_status IS
        'pending: delivered all the same, when an item_delivery has its position';

      ALTER TABLE export_job_item RESET (fillfactor)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE export_job_item AS item
      SET delivery_status = 'delivered',
          outcome = 'delivered',
          delivered_at = (
            SELECT delivered_at
            FROM item_delivery AS delivery
            WHERE delivery.job_id = item.job_id
              AND delivery.last_position >= item.position
            ORDER BY last_position
            LIMIT 1
          )
      WHERE delivery_status = 'pending'
        AND EXISTS (
          SELECT
          FROM item_delivery AS delivery
          WHERE delivery.job_id = item.job_id
            AND delivery.last_position >= item.position
        );

      DROP TABLE item_delivery;

      COMMENT ON COLUMN export_job_item.delivery_status IS NULL;

      ALTER TABLE export_job_item SET (fillfactor = 50)`);
  }
}
