import { ApiProperty } from '@nestjs/swagger';

/** Dead results that Pleo did not take for the same reason. */
export class DeadItemCause {
  /** `refused`, `expired`, or `too_late`: Pleo's job was over. */
  outcome!: string;

  /** As in the filter `cause`: the type of Pleo's error, or its text where it has none; empty without either. */
  cause!: string;

  /** Why, of the one that was reported last: texts of one type differ by the entry that they name. */
  error!: string | null;

  @ApiProperty({ type: 'integer' })
  count!: number;

  /** When the first of them was reported. */
  firstAt!: Date;

  lastAt!: Date;
}

/** Why results are dead, the most frequent cause first. */
export class DeadItemCauses {
  data!: DeadItemCause[];
}
