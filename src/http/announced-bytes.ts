import type { IncomingHttpHeaders } from 'node:http';

/** The announced size of a body; NaN where it is not announced. */
export function announcedBytes({
  'transfer-encoding': encoding,
  'content-length': length,
}: IncomingHttpHeaders): number {
  if (encoding !== undefined) return NaN;
  return length === undefined ? 0 : Number(length);
}
