import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { PageQuery, Pagination } from '../../api/dto/page.dto.js';
import { IsOneOf } from '../../api/fields/one-of.decorator.js';
import { NOTICE_STATUSES, NOTICE_TYPES, type NoticeStatus, type NoticeType } from '../notice.entity.js';

/** Which notices a list shows. */
export class NoticeQuery extends PageQuery {
  /** With this status. */
  @IsOptional()
  @IsOneOf(NOTICE_STATUSES)
  status?: NoticeStatus;
}

/** A notice to the integrator, and its delivery. */
export class Notice {
  /** Its `webhook-id`, the same at every try. */
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, enum: [...NOTICE_TYPES] })
  type!: NoticeType;

  /** As it is sent. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: object;

  /** When what it tells happened: its `timestamp`. */
  createdAt!: Date;

  /** `waiting`: it is due, or behind an earlier one of its company or job. `dead`: it was not taken for three days. */
  @ApiProperty({ type: String, enum: [...NOTICE_STATUSES] })
  status!: NoticeStatus;

  /** When it was delivered, or died; null while it waits. */
  settledAt!: Date | null;

  /** Tries that failed. */
  @ApiProperty({ type: 'integer' })
  failures!: number;

  /** What was wrong with the last try; null when nothing was. */
  error!: string | null;

  /** When it is tried next; null while it is on its way, and once it is settled. */
  nextTryAt!: Date | null;
}

/** A page of notices, newest first. */
export class NoticePage {
  data!: Notice[];
  pagination!: Pagination;
}

/** A notice that is to be sent. */
export class NoticeWritten {
  /** Its `webhook-id`. */
  @ApiProperty({ format: 'uuid' })
  id!: string;
}

/** How many notices an act concerned. */
export class NoticesCount {
  /** @example 2 */
  @ApiProperty({ type: 'integer' })
  count!: number;
}
