import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** A row of `delivery_circuit`. The migrations define the table and explain its columns. */
@Entity('delivery_circuit')
@Checks('delivery_circuit_pause_check', 'delivery_circuit_paused_check')
export class DeliveryCircuitEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'delivery_circuit_pkey' })
  credential!: string;

  @Column('integer')
  faults!: number;

  @Column('uuid', { array: true, default: '{}' })
  jobs!: string[];

  @Column('text', { nullable: true })
  pause!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz', { name: 'paused_since', nullable: true })
  pausedSince!: Date | null;

  @Column('timestamptz', { name: 'paused_until', nullable: true })
  pausedUntil!: Date | null;

  @Column('integer')
  probes!: number;
}
