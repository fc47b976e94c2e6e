import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyText } from '../../src/pleo/body-text.js';

const BODY_LIMIT = 64 * 1024;
const TEXT = '{"type":"ÄPFEL €","message":"😀"}';

function coded(coding: string, bytes: Buffer): string {
  return bodyText(bytes, { 'content-encoding': coding }, BODY_LIMIT);
}

describe('bodyText', () => {
  it.each<[string, Buffer]>([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    [' GZip ', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
    ['deflate, gzip', gzipSync(deflateSync(TEXT))],
    ['identity,br', brotliCompressSync(TEXT)],
  ])('reads %s', (coding, bytes) => {
    expect(coded(coding, bytes)).toBe(TEXT);
  });

  it.each<[string, Buffer, string]>([
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${TEXT}`), ''],
    [
      'UTF-8 with its mark, that is said to be something else',
      Buffer.from(`\uFEFF${TEXT}`),
      'charset=latin1',
    ],
    ['UTF-16', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), ''],
    ['UTF-16 the other way', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), 'charset=utf-8'],
    ['UTF-16 without its mark', Buffer.from(TEXT, 'utf16le'), 'charset="UTF-16LE"'],
    ['what is said to be in a charset that nobody knows', Buffer.from(TEXT), 'charset=klingon'],
    ['what is said to be in none', Buffer.from(TEXT), 'charset='],
  ])('reads %s', (_, bytes, charset) => {
    expect(bodyText(bytes, { 'content-type': `application/json; ${charset}` }, BODY_LIMIT)).toBe(TEXT);
  });

  it('reads the charset that is named', () => {
    const bytes = Buffer.from('Größe', 'latin1');
    expect(bodyText(bytes, { 'content-type': 'text/html;charset=iso-8859-1' }, BODY_LIMIT)).toBe('Größe');
  });

  it.each(['gzip', 'deflate', 'br', 'zstd', '__proto__', 'constructor', ',', ''])(
    'takes what is said to be %j, and is not, as it is',
    (coding) => {
      expect(coded(coding, Buffer.from('no such thing'))).toBe('no such thing');
    },
  );

  it.each([1, 10, 100_000])('reads no more than a limit of %i bytes', (limit) => {
    const text = 'x'.repeat(2 * limit);
    expect(bodyText(Buffer.from(text), {}, limit)).toHaveLength(limit);
    expect(bodyText(gzipSync(text), { 'content-encoding': 'gzip' }, limit)).toHaveLength(limit);
  });

  it('gives the beginning of what breaks off, and never nothing for something', () => {
    const long = TEXT.repeat(2000);
    for (const [coding, bytes] of [
      ['gzip', gzipSync(long)],
      ['br', brotliCompressSync(long)],
      ['deflate', deflateSync(long)],
    ] as const) {
      expect(coded(coding, bytes.subarray(0, bytes.length - 5)).startsWith('{"type"')).toBe(true);
      for (let length = 1; length < 20; length++)
        expect(coded(coding, bytes.subarray(0, length)), `${coding} ${length}`).not.toBe('');
    }
  });

  it('takes a whole that unfolds to nothing for nothing', () => {
    expect(coded('gzip', gzipSync(''))).toBe('');
  });

  it('does not unfold a bomb, nor more than anybody will look at', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20));
    const before = process.cpuUsage();
    expect(coded('gzip', bomb.subarray(0, BODY_LIMIT)).length).toBeLessThanOrEqual(BODY_LIMIT);
    expect(coded('gzip,'.repeat(3000) + 'gzip', gzipSync(gzipSync(bomb))).length).toBeLessThanOrEqual(
      BODY_LIMIT,
    );
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1000);
    expect(coded('gzip', gzipSync('x'.repeat(2 * BODY_LIMIT)))).toHaveLength(BODY_LIMIT);
  });

  it('never throws, whatever the bytes and the headers', () => {
    const header = fc.oneof(
      fc.string(),
      fc.constantFrom('gzip', 'br', 'deflate', 'text/html; charset=utf-16'),
    );
    fc.assert(
      fc.property(fc.uint8Array(), header, header, (bytes, coding, type) => {
        const text = bodyText(
          Buffer.from(bytes),
          { 'content-encoding': coding, 'content-type': type },
          BODY_LIMIT,
        );
        expect(typeof text).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});
