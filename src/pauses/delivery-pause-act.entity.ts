import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** A row of `delivery_pause_act`: who paused or resumed deliveries, and why. Never changed once written. */
@Entity('delivery_pause_act')
@Checks('delivery_pause_act_whose_check', 'delivery_pause_act_action_check')
export class DeliveryPauseActEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'delivery_pause_act_pkey' })
  id!: string;

  @Column('text')
  whose!: string;

  @Column('text')
  action!: 'paused' | 'resumed';

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  /** Null where the relay runs without keys. */
  @Column('text', { nullable: true })
  by!: string | null;

  /** Null where deliveries were resumed, and so is `until`. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  until!: Date | null;
}
