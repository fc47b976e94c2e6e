/** A body as far as it was read, and the rest of it where there is more. */
export interface Beginning {
  readonly bytes: Buffer;
  readonly rest: AsyncIterable<Buffer> | null;
}

/** Reads a body up to `limit` bytes, and a piece beyond. Throws what the body ends with. */
export async function beginningOf(body: AsyncIterable<Buffer>, limit: number): Promise<Beginning> {
  const pieces = body[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  for (let size = 0; size <= limit;) {
    const next: IteratorResult<Buffer, unknown> = await pieces.next();
    if (next.done) return { bytes: Buffer.concat(read), rest: null };
    read.push(next.value);
    size += next.value.length;
  }
  return { bytes: Buffer.concat(read), rest: { [Symbol.asyncIterator]: () => pieces } };
}
