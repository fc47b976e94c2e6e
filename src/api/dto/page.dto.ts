import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { type Cursor, decodeCursor } from '../cursor.js';
import { IsCursor } from '../fields/cursor.decorator.js';
import { IsQueryNumber } from '../fields/whole-number.decorator.js';

const DEFAULT_LIMIT = 50;

/** How long a page is. */
export class PageLimit {
  /** How many entries at most. */
  @IsOptional()
  @ApiProperty({ required: false })
  @IsQueryNumber(1, 200)
  limit: number = DEFAULT_LIMIT;
}

/** Paging parameters of a list that is in the order of a time. */
export class PageQuery extends PageLimit {
  /** The `endCursor` of the page before. */
  @IsOptional()
  @IsCursor(decodeCursor)
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
 * follows. `cursorAt` gives the cursor of a row's place.
 */
export function pageOf<Row, Entry>(
  rows: Row[],
  limit: number,
  cursorAt: (row: Row) => string,
  entryOf: (row: Row) => Entry,
): { data: Entry[]; pagination: Pagination } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(entryOf),
    pagination: {
      hasNextPage: rows.length > limit,
      endCursor: last === undefined ? null : cursorAt(last),
    },
  };
}
