import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A row of `item_delivery`: results that one request has delivered. Those of the job up to a position, and behind that
 * of the row before, are delivered where their own rows say nothing else.
 */
@Entity('item_delivery')
export class ItemDeliveryEntity {
  @PrimaryColumn('uuid', { name: 'job_id', primaryKeyConstraintName: 'item_delivery_pkey' })
  jobId!: string;

  @PrimaryColumn('integer', { name: 'last_position', primaryKeyConstraintName: 'item_delivery_pkey' })
  lastPosition!: number;

  @Column({ type: 'timestamptz', name: 'delivered_at', precision: 3 })
  deliveredAt!: Date;
}
