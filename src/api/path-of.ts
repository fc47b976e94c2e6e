/**
 * The plain beginning of a path, without any character that could separate or hide a query: a caller may mean one that
 * the router does not see.
 */
const PLAIN = /^[\w\-./~:@]{0,300}/;

/** The path that a request asked for: without its query, and without the origin of the absolute form. */
export function pathOf({ url }: { url: string }): string {
  // The router takes "#" for a beginning of the query, too.
  const end = url.search(/[?#]/);
  const target = end < 0 ? url : url.slice(0, end);
  return target.startsWith('/') ? target : target.replace(/^\w+:\/\/[^/]*/, '');
}

/**
 * `pathOf`, fit for logs and spans: cut short before the first escape or separator. A code or key behind `%3F`, `;` or
 * `&` stands in no query, and must not stand in a log either.
 */
export function plainPathOf(request: { url: string }): string {
  const path = pathOf(request);
  const plain = PLAIN.exec(path)?.[0] ?? '';
  return plain === path ? path : `${plain}…`;
}
