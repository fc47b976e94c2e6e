import type { Cursor } from '../api/cursor.js';
import type { ListOrder } from '../api/ordered-cursor.js';
import type { Database } from './database.js';
import type { Statement } from './statement.js';

/**
 * Pages of a list whose filter may leave out almost everything cost no more than some thousand rows do. Where an index
 * leads to all that can match, and that is little, the page is read from it. Else it is looked for in the order of
 * time, and a page is short where the next match is far.
 */

/** Jobs from which a list is read whole, at most. */
const MAX_FEW = 2000;

/** Rows that are looked at in one look, and looks for one page, at most. */
export const MAX_LOOKED_AT = 10_000;
const MAX_LOOKS = 5;

/** Which way a list goes; `last` is an id behind all of a moment. */
export const ORDERS = {
  newest: { behind: '<', before: '>', direction: 'DESC', last: '00000000-0000-0000-0000-000000000000' },
  oldest: { behind: '>', before: '<', direction: 'ASC', last: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
  soonest: { behind: '>', before: '<', direction: 'ASC', last: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
} as const satisfies Record<ListOrder, object>;

/** A statement of few-jobs.sql.ts, and what it takes behind its limit. */
export type Search = readonly [statement: Statement, ...values: unknown[]];

interface Found {
  readonly id: string;
  /** Whether the search found all there are. */
  readonly isAll: boolean;
}

/**
 * The ids of all jobs of which something can match, when they are MAX_FEW at most; else null. `ways` lead to them, each
 * by itself; the searches of one find them together.
 */
export async function findFew(
  database: Database,
  ways: readonly (readonly Search[])[],
): Promise<string[] | null> {
  for (const way of ways) {
    const rows: Found[] = [];
    for (const [search, ...values] of way)
      rows.push(...(await database.run<Found>(search, [MAX_FEW, ...values])));
    if (rows.every(({ isAll }) => isAll)) return rows.map(({ id }) => id);
  }
  return null;
}

/** A page, and the place behind which the next one begins; null at the end of the list. */
export interface LongListPage<Row, Place = Cursor> {
  readonly rows: Row[];
  readonly next: Place | null;
}

/** What is looked at for a page: from one place to the other, or to the end of the list. */
export interface Stretch<Place = Cursor> {
  readonly after: Place | null;
  readonly end: Date | null;
}

/** The place behind all of a moment. */
export function behindAllOf(order: ListOrder): (at: Date) => Cursor {
  return (at) => ({ at, id: ORDERS[order].last });
}

/**
 * A page of up to `limit` rows behind `after`, from as many looks as it takes, but MAX_LOOKS at most. `endOf` says
 * where the look behind a place ends; null: with the list. `look` reads up to so many rows of a stretch. `behindAllOf`
 * is the place behind all rows of a moment.
 */
export async function pageInLooks<Row, Place = Cursor>(
  after: Place | null,
  limit: number,
  list: {
    readonly endOf: (after: Place | null) => Promise<Date | null>;
    readonly look: (stretch: Stretch<Place>, limit: number) => Promise<Row[]>;
    readonly placeOf: (row: Row) => Place;
    readonly behindAllOf: (at: Date) => Place;
  },
): Promise<LongListPage<Row, Place>> {
  const rows: Row[] = [];
  let place = after;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const end = await list.endOf(place);
    rows.push(...(await list.look({ after: place, end }, limit + 1 - rows.length)));
    const last = rows[limit - 1];
    if (rows.length > limit && last) return { rows: rows.slice(0, limit), next: list.placeOf(last) };
    if (end === null) return { rows, next: null };
    place = list.behindAllOf(end);
  }
  return { rows, next: place };
}
