import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `poll_turn`. The migrations define the table and explain its columns. */
@Entity('poll_turn')
export class PollTurnEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'poll_turn_pkey' })
  credential!: string;

  @Column('timestamptz', { name: 'taken_until' })
  takenUntil!: Date;

  @Column('uuid', { nullable: true })
  claim!: string | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}
