import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** The row of `relay_clock`. The migrations define the table and explain its columns. */
@Entity('relay_clock')
@Checks('relay_clock_id_check')
export class RelayClockEntity {
  @PrimaryColumn('boolean', { primaryKeyConstraintName: 'relay_clock_pkey', default: true })
  id!: boolean;

  @Column('timestamptz', { name: 'noted_at' })
  notedAt!: Date;

  @Column('timestamptz', { name: 'steady_since' })
  steadySince!: Date;
}
