/** Paging as at Pleo: by cursor (`after`, `before`) or `offset`, in the order of creation. */

export interface Page<T> {
  readonly data: T[];
  readonly pagination: Pagination;
}

export interface Pagination {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor?: string | undefined;
  readonly endCursor?: string | undefined;
  readonly total: number;
  readonly currentRequestPagination: Record<string, unknown>;
}

export interface Paging {
  readonly limit: number;
  readonly descending: boolean;
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly offset?: number | undefined;
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const ORDERS = /^(ASC|DESC)(_NULLS_(FIRST|LAST))?$/;
/** Pleo's cursors are base 32 of RFC 4648. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** @param tooMany the treatment of a limit above the largest: the list of jobs refuses it, those of items clamp it */
export function pageQuery(
  query: Record<string, unknown>,
  tooMany: 'refuse' | 'clamp',
): { paging: Paging; problems: string[] } {
  const {
    limit,
    offset,
    after,
    before,
    sorting_order: order = 'ASC',
    sorting_keys: key = 'createdAt',
  } = query;
  const problems: string[] = [];
  const paging = {
    limit: Math.min(
      limit === undefined ? DEFAULT_LIMIT : wholeNumber(limit),
      tooMany === 'clamp' ? MAX_LIMIT : Infinity,
    ),
    offset: offset === undefined ? undefined : wholeNumber(offset),
    after: after === undefined ? undefined : decodeCursor(after),
    before: before === undefined ? undefined : decodeCursor(before),
    descending: typeof order === 'string' && order.startsWith('DESC'),
  };
  if (!(paging.limit <= MAX_LIMIT)) problems.push(`limit must be a whole number from 0 to ${MAX_LIMIT}`);
  if (Number.isNaN(paging.offset)) problems.push('offset must be a whole number from 0');
  if (Number.isNaN(paging.after)) problems.push('after must be a cursor of an earlier page');
  if (Number.isNaN(paging.before)) problems.push('before must be a cursor of an earlier page');
  if ([offset, after, before].filter((given) => given !== undefined).length > 1) {
    problems.push('after, before and offset cannot be used together');
  }
  if (typeof order !== 'string' || !ORDERS.test(order)) problems.push('sorting_order must be ASC or DESC');
  if (key !== 'createdAt') problems.push('sorting_keys: the sandbox sorts by createdAt only');
  return { paging, problems };
}

/** @param ascending in ascending order of `position`; they are left as they are */
export function paginate<T extends { readonly position: number }>(
  ascending: readonly T[],
  paging: Paging,
  query: Record<string, unknown>,
): Page<T> {
  const { limit, after, before, offset, descending } = paging;
  const items = descending ? ascending.toReversed() : ascending;
  const isBeyond = (position: number, cursor: number): boolean =>
    descending ? position < cursor : position > cursor;
  let start = offset ?? 0;
  let end = items.length;
  if (after !== undefined) {
    const first = items.findIndex((item) => isBeyond(item.position, after));
    start = first === -1 ? items.length : first;
  }
  if (before !== undefined) {
    end = items.findLastIndex((item) => isBeyond(before, item.position)) + 1;
    start = Math.max(0, end - limit);
  }
  const data = items.slice(start, Math.min(end, start + limit));
  const [first, last] = [data[0], data.at(-1)];
  return {
    data,
    pagination: {
      hasNextPage: start + data.length < items.length,
      hasPreviousPage: start > 0 && items.length > 0,
      startCursor: first && encodeCursor(first.position),
      endCursor: last && encodeCursor(last.position),
      total: items.length,
      currentRequestPagination: {
        limit,
        offset,
        after: query.after,
        before: query.before,
        sortingKeys: ['createdAt'],
        sortingOrder: [descending ? 'DESC' : 'ASC'],
        parameters: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat()])),
      },
    },
  };
}

function wholeNumber(value: unknown): number {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : NaN;
}

function encodeCursor(position: number): string {
  return [...position.toString(32)].map((digit) => ALPHABET[parseInt(digit, 32)]).join('');
}

function decodeCursor(cursor: unknown): number {
  if (typeof cursor !== 'string' || !/^[A-Z2-7]{1,10}$/.test(cursor)) return NaN;
  return [...cursor].reduce((position, letter) => position * 32 + ALPHABET.indexOf(letter), 0);
}
