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
  order?: ListOrder;

  /** The `endCursor` of the page before, in the same order. */
  @IsOptional()
  @IsCursor((text, query: OrderedPageQuery) => decodeOrdered(text, orderOf(query)))
  after?: string;
}

/** The order that is asked for. */
export function orderOf({ order = 'newest' }: Pick<OrderedPageQuery, 'order'>): ListOrder {
  return order;
}

/** The place behind which the page begins, or null for the first one. */
export function placeOf(query: Pick<OrderedPageQuery, 'order' | 'after'>): Cursor | null {
  return query.after === undefined ? null : decodeOrdered(query.after, orderOf(query));
}
