import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** The fate of the messages of a company that is put away. */
export const PUT_AWAY_WAITING = ['discard', 'park'] as const;
export type PutAwayWaiting = (typeof PUT_AWAY_WAITING)[number];

/** A row of `company`: what people said of it. The migrations define the table and explain its columns. */
@Entity('company')
@Checks('company_put_away_check', 'company_put_away_waiting_check')
export class CompanyEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'company_pkey' })
  id!: string;

  @Column('text', { nullable: true })
  note!: string | null;

  @Column({ type: 'timestamptz', name: 'put_away_at', precision: 3, nullable: true })
  putAwayAt!: Date | null;

  /** Null also where the relay runs without keys. */
  @Column('text', { name: 'put_away_by', nullable: true })
  putAwayBy!: string | null;

  @Column('text', { name: 'put_away_reason', nullable: true })
  putAwayReason!: string | null;

  @Column('text', { name: 'put_away_waiting', nullable: true })
  putAwayWaiting!: PutAwayWaiting | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;
}
