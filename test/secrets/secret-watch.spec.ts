import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { watchFor } from '../../src/secrets/sent-secrets.js';

/** What comes out of a watch that is given `text` in pieces of `size` bytes. */
function passed(text: string | Buffer, secret: string, size: number): { text: string; found: boolean } {
  const watch = watchFor(secret);
  const bytes = Buffer.from(text as string);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(watch.pass(bytes.subarray(at, at + size)));
  out.push(watch.rest());
  return { text: Buffer.concat(out).toString('latin1'), found: watch.found };
}

const TOKEN = randomBytes(30).toString('base64url');
const LOGIN = `key-${randomBytes(15).toString('hex')}:`;
const SIZES = [1, 3, 7, 50, 100_000];

describe('a secret in bytes that come in pieces', () => {
  it.each([
    ['a token', `Bearer ${TOKEN}`, TOKEN],
    ['the header', `Bearer ${TOKEN}`, `Bearer ${TOKEN}`],
    ['in capitals', `Bearer ${TOKEN}`, TOKEN.toUpperCase()],
    ['in base64', `Bearer ${TOKEN}`, Buffer.from(TOKEN).toString('base64')],
    ['wrapped', `Bearer ${TOKEN}`, TOKEN.replace(/.{10}/g, '$&\r\n ')],
    ['a login', `Basic ${Buffer.from(LOGIN).toString('base64')}`, LOGIN],
    [
      'a login as it is sent',
      `Basic ${Buffer.from(LOGIN).toString('base64')}`,
      Buffer.from(LOGIN).toString('base64'),
    ],
    ['a short key', `Basic ${Buffer.from('sandbox-key:').toString('base64')}`, 'sandbox-key'],
  ])('does not come out: %s', (_, secret, shown) => {
    for (const size of SIZES) {
      const { text, found } = passed(`{"é":"before","echo":"${shown}","after":1}`, secret, size);
      expect(found).toBe(true);
      expect(text).toContain('[secret]');
      expect(text.toLowerCase()).not.toContain(shown.slice(4, 16).toLowerCase());
      expect(Buffer.from(text, 'latin1').toString()).toMatch(/^\{"é":"before",.*"after":1\}$/s);
    }
  });

  it('does not come out at the end, either', () => {
    for (const size of SIZES)
      expect(passed(`x ${TOKEN}`, `Bearer ${TOKEN}`, size).text).not.toContain(TOKEN.slice(8));
  });

  it('is none where it is not whole enough: a few letters of it are anything', () => {
    const text = `{"a":"${TOKEN.slice(0, 9)}","b":"${TOKEN.slice(3, 12)}"}`;
    for (const size of SIZES) expect(passed(text, `Bearer ${TOKEN}`, size)).toEqual({ text, found: false });
  });
});

it('bytes without a secret come out as they are, whatever they are, and soon', () => {
  for (const bytes of [
    randomBytes(300_000),
    Buffer.from('aaaaaaaaaaaaaaaa'.repeat(10_000)),
    Buffer.alloc(0),
  ]) {
    for (const size of [1000, 65_536])
      expect(passed(bytes, `Bearer ${TOKEN}`, size)).toEqual({
        text: bytes.toString('latin1'),
        found: false,
      });
  }
  const watch = watchFor(`Bearer ${TOKEN}`);
  expect(watch.pass(Buffer.from('{"a":1,"b":"plain words"}')).length).toBeGreaterThan(15);
});

it('one that goes on for ever is not kept for ever', () => {
  const watch = watchFor(`Bearer ${'ab'.repeat(20_000)}`);
  let given = 0;
  for (let piece = 0; piece < 50; piece++) given += watch.pass(Buffer.from('ab'.repeat(5000))).length;
  expect(given).toBeLessThan(1000);
  expect(watch.rest().length).toBeLessThan(80_000);
});
