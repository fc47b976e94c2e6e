import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** A row of `delivery_pause`: deliveries that a person paused. The migrations explain its columns. */
@Entity('delivery_pause')
@Checks('delivery_pause_whose_check')
export class DeliveryPauseEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'delivery_pause_pkey' })
  whose!: string;

  @Column('text')
  reason!: string;

  /** Null where the relay runs without keys. */
  @Column('text', { name: 'paused_by', nullable: true })
  pausedBy!: string | null;

  @Column('timestamptz')
  since!: Date;

  @Column('timestamptz', { nullable: true })
  until!: Date | null;
}
