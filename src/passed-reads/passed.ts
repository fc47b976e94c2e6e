import { scrub } from '../secrets/sent-secrets.js';

/** What goes back to the caller: no other header of Pleo's than these. */
export interface Passed {
  readonly status: number;
  readonly headers: Readonly<Partial<Record<'Content-Type' | 'Content-Encoding' | 'Retry-After', string>>>;
  readonly body: Buffer | AsyncIterable<Buffer>;
}

/** Of Pleo's headers those that go back, as far as they are plain and repeat no secret. */
export function passedHeaders(
  headers: Readonly<Record<string, string>>,
  authorization: string,
): Passed['headers'] {
  const plain = (value: string | undefined) =>
    value !== undefined && /^[\x20-\x7e]+$/.test(value) && scrub(value, authorization) === value
      ? value
      : null;
  const [type, wait] = [plain(headers['content-type']), plain(headers['retry-after'])];
  return { ...(type !== null && { 'Content-Type': type }), ...(wait !== null && { 'Retry-After': wait }) };
}
