import {
  type BrotliOptions,
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
} from 'node:zlib';

/** How many times larger than what is wanted of it a body may unfold: beyond that it is a bomb, and is not unfolded. */
const MAX_UNFOLDED = 16;

type Unfold = (bytes: Buffer, options: ZlibOptions & BrotliOptions) => Buffer;

/** Content codings of HTTP. */
const UNFOLD: ReadonlyMap<string, Unfold> = new Map<string, Unfold>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  // By the standard with the header of zlib; some leave it out.
  [
    'deflate',
    (bytes, options) =>
      ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, options) : inflateRawSync(bytes, options),
  ],
  ['br', brotliDecompressSync],
]);

/** Codings on top of each other. Nobody needs more. */
const MAX_CODINGS = 3;

/** Lets what was cut off give what there is of it. */
const AS_FAR_AS_IT_GOES = { gzip: constants.Z_SYNC_FLUSH, br: constants.BROTLI_OPERATION_FLUSH };

/** Charsets by the first two bytes of their marks. */
const MARKS: Record<string, string> = { fffe: 'utf-16le', feff: 'utf-16be', efbb: 'utf-8' };

/**
 * A body as text, `limit` bytes of it at most, without the mark of its byte order: decompressed as `Content-Encoding`
 * says, in the charset of its mark, or that of `Content-Type`, or UTF-8. What does not follow its headers is taken as
 * it is. Never throws.
 */
export function bodyText(bytes: Buffer, headers: Readonly<Record<string, string>>, limit: number): string {
  const codings = headers['content-encoding'];
  // The last one was applied last.
  const names = codings ? codings.toLowerCase().split(',').reverse().slice(0, MAX_CODINGS) : [];
  const plain = names.reduce((text, name) => unfolded(text, name.trim(), MAX_UNFOLDED * limit), bytes);
  return decoded(plain.subarray(0, limit), headers['content-type'] ?? '');
}

function unfolded(bytes: Buffer, coding: string, maxOutputLength: number): Buffer {
  const unfold = UNFOLD.get(coding);
  if (!unfold) return bytes;
  try {
    return unfold(bytes, { maxOutputLength });
  } catch {
    return beginning(bytes, coding, unfold, maxOutputLength);
  }
}

/** Never nothing: a body that breaks off must not look like none. */
function beginning(bytes: Buffer, coding: string, unfold: Unfold, maxOutputLength: number): Buffer {
  try {
    const finishFlush = AS_FAR_AS_IT_GOES[coding === 'br' ? 'br' : 'gzip'];
    const part = unfold(bytes, { maxOutputLength, finishFlush });
    return part.length > 0 ? part : bytes;
  } catch {
    return bytes;
  }
}

function decoded(bytes: Buffer, contentType: string): string {
  const named = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];
  try {
    return new TextDecoder(MARKS[bytes.toString('hex', 0, 2)] ?? named).decode(bytes);
  } catch {
    // There is no such charset.
    return new TextDecoder().decode(bytes);
  }
}
