import { type Cursor, decodeCursor, encodeCursor } from './cursor.js';

/** The orders of a list that may be asked for, by the time of its entries. */
export const LIST_ORDERS = ['newest', 'oldest'] as const;

/** All orders of lists: `soonest` is by a time that is to come. */
export const ALL_ORDERS = [...LIST_ORDERS, 'soonest'] as const;
export type ListOrder = (typeof ALL_ORDERS)[number];

/** What stands before the cursors of each order; those of the default one have no dot. */
const BEGINNINGS: Readonly<Record<ListOrder, string>> = {
  newest: '',
  oldest: 'oldest.',
  soonest: 'soonest.',
};

/** Opaque to clients, like every cursor. */
export function encodeOrdered(place: Cursor, order: ListOrder): string {
  return BEGINNINGS[order] + encodeCursor(place);
}

/** Null when the text is not a cursor of a list in this order: in another one, it would lead to another place. */
export function decodeOrdered(text: string, order: ListOrder): Cursor | null {
  const beginning = text.slice(0, text.indexOf('.') + 1);
  return beginning === BEGINNINGS[order] ? decodeCursor(text.slice(beginning.length)) : null;
}
