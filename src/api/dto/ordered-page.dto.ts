import { IsOptional } from 'class-validator';
import type { Cursor } from '../cursor.js';
import { IsCursor } from '../fields/cursor.decorator.js';
import { IsOneOf } from '../fields/one-of.decorator.js';
import { decodeOrdered, LIST_ORDERS, type ListOrder } from '../ordered-cursor.js';
import { PageLimit } from './page.dto.js';

/** Paging parameters of a list that is in the order of a time, from either end. */
export class OrderedPageQuery extends PageLimit {
  /** Which come first, by the time of the list: `newest` (default) or `oldest`. */
  @IsOptional()
  @IsOneOf(LIST_ORDERS)
  order?: (typeof LIST_ORDERS)[number];

  /** The `endCursor` of the page before, in the same order. */
  @IsOptional()
  @IsCursor((text, query: Ordered) => decodeOrdered(text, orderOf(query)))
  after?: string;
}

/** What says in which order a list is; one of what expires has the soonest first, unless another is asked for. */
interface Ordered extends Pick<OrderedPageQuery, 'order'> {
  readonly expiringWithin?: number;
}

/** The order that is asked for, or the default one. */
export function orderOf({ order, expiringWithin }: Ordered): ListOrder {
  return order ?? (expiringWithin === undefined ? 'newest' : 'soonest');
}

/** The place behind which the page begins, or null for the first one. */
export function placeOf(query: Ordered & Pick<OrderedPageQuery, 'after'>): Cursor | null {
  return query.after === undefined ? null : decodeOrdered(query.after, orderOf(query));
}
