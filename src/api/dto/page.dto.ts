import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Validate } from 'class-validator';
import { type Cursor, CursorSyntax, decodeCursor, encodeCursor } from '../cursor.js';
import { IsQueryNumber } from '../fields/whole-number.decorator.js';

const DEFAULT_LIMIT = 50;

/** Paging parameters of a list. */
export class PageQuery {
  /** How many entries at most. */
  @IsOptional()
  @ApiProperty({ required: false })
  @IsQueryNumber(1, 200)
  limit: number = DEFAULT_LIMIT;

  /** The `endCursor` of the page before. */
  @IsOptional()
  @Validate(CursorSyntax)
  after?: string;
}

/** Where a page ends. */
export class Pagination {
  hasNextPage!: boolean;

  /** Give it back as `after` to read on; null on an empty page. */
  endCursor!: string | null;
}

/** The cursor that a checked query carries, or null for the first page. */
export function cursorOf(query: PageQuery): Cursor | null {
  return query.after === undefined ? null : decodeCursor(query.after);
}

/**
 * Makes a page from rows that were read with one row more than `limit`: the extra row only shows that another page
 * follows.
 */
export function pageOf<Row, Entry>(
  rows: Row[],
  limit: number,
  placeOf: (row: Row) => Cursor,
  entryOf: (row: Row) => Entry,
): { data: Entry[]; pagination: Pagination } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(entryOf),
    pagination: {
      hasNextPage: rows.length > limit,
      endCursor: last === undefined ? null : encodeCursor(placeOf(last)),
    },
  };
}
