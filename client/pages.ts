/** A page of a list, of the relay's or of Pleo's. */
interface Page<Row> {
  readonly data: readonly Row[];
  readonly pagination: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/**
 * The rows of all pages, read as they are needed; `read` gets the cursor that the page follows. Throws when a page does
 * not say where the next one begins, or names an earlier one: what comes after it would be missing.
 */
export async function* rowsOf<Row>(
  read: (cursor: { readonly after?: string }) => Promise<Page<Row>>,
): AsyncGenerator<Row, void> {
  const cursors = new Set<string>();
  let { data, pagination } = await read({});
  yield* data;
  while (pagination.hasNextPage) {
    const after = pagination.endCursor;
    if (!after || cursors.has(after)) throw new Error('The list does not end: a page has no new cursor');
    cursors.add(after);
    ({ data, pagination } = await read({ after }));
    yield* data;
  }
}
