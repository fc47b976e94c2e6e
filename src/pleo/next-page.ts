/**
 * The cursor behind which the next page of one of Pleo's lists begins, by its `pagination`: null when there is none,
 * undefined when another page is said to follow, but not where.
 */
export function nextPageOf(pagination: unknown): string | null | undefined {
  const { hasNextPage, endCursor } = (pagination ?? {}) as { hasNextPage?: unknown; endCursor?: unknown };
  if (hasNextPage !== true) return null;
  return typeof endCursor === 'string' && endCursor !== '' ? endCursor : undefined;
}
