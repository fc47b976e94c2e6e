import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `webhook_receipt`. The migrations define the table. */
@Entity('webhook_receipt')
@Index('webhook_receipt_received_at_idx', ['receivedAt'])
export class WebhookReceiptEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'webhook_receipt_pkey' })
  id!: string;

  @Column({ type: 'timestamptz', name: 'received_at', precision: 3, default: () => 'now()' })
  receivedAt!: Date;
}
