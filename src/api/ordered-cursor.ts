import { type Cursor, decodeCursor, encodeCursor } from './cursor.js';

/** The orders of a list, by the time of its entries. */
export const LIST_ORDERS = ['newest', 'oldest'] as const;
export type ListOrder = (typeof LIST_ORDERS)[number];

/** Stands before the cursors of the order that is not the default one. No cursor has a dot of its own. */
const OLDEST = 'oldest.';

/** Opaque to clients, like every cursor. */
export function encodeOrdered(place: Cursor, order: ListOrder): string {
  return order === 'oldest' ? OLDEST + encodeCursor(place) : encodeCursor(place);
}

/** Null when the text is not a cursor of a list in this order: in another one, it would lead into the wrong half. */
export function decodeOrdered(text: string, order: ListOrder): Cursor | null {
  if (text.startsWith(OLDEST) !== (order === 'oldest')) return null;
  return decodeCursor(order === 'oldest' ? text.slice(OLDEST.length) : text);
}
