/** As many results as the relay takes at once, and well below the bytes that it takes, however long their texts are. */
const MAX_ENTRIES = 1000;
const MAX_BYTES = 1_000_000;

/** JSON arrays of all `elements`, in their order, each as large as one request may be; none when there are none. */
export function batchesOf(elements: readonly object[]): string[] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let bytes = 0;
  for (const element of elements) {
    const json = JSON.stringify(element);
    const size = Buffer.byteLength(json) + 1;
    if (batch.length === 0 || batch.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      batches.push((batch = []));
      bytes = 0;
    }
    batch.push(json);
    bytes += size;
  }
  return batches.map((one) => `[${one.join(',')}]`);
}
