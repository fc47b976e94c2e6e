import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { CredentialKeysMistake, parseCredentialKeys } from '../../src/config/values/credential-keys.js';
import { type SealedPlace, Seals, Unreadable } from '../../src/credentials/seals.js';

const FIELDS = ['api_key', 'access_token', 'refresh_token', 'code_verifier'] as const;
const anEntry = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [first, second] = [anEntry('first'), anEntry('second')];
const sealsOf = (...entries: string[]) => new Seals(loadSettings({ CREDENTIALS_KEY: entries.join(',') }));

describe('a seal', () => {
  const seals = sealsOf(first);
  const place: SealedPlace = { companyId: randomUUID(), field: 'api_key' };

  it('opens to what was sealed, whatever it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.uuid(),
        fc.constantFrom(...FIELDS),
        (text, companyId, field) => {
          const sealed = seals.seal({ companyId, field }, text);
          expect(seals.open({ companyId, field }, 'first', sealed)).toBe(text);
        },
      ),
    );
  });

  it('is another one each time, and holds nothing of the secret', () => {
    const secret = 'a-secret-that-is-long-enough-to-be-found';
    const sealed = Array.from({ length: 100 }, () => seals.seal(place, secret));
    expect(new Set(sealed.map((one) => one.subarray(0, 12).toString('hex'))).size).toBe(100);
    for (const one of sealed) expect(one.includes(secret.slice(0, 8))).toBe(false);
  });

  it('does not open for another company or in another column', () => {
    for (const field of FIELDS) {
      for (const companyId of [place.companyId, randomUUID()]) {
        const sealed = seals.seal(place, 'secret');
        const open = () => seals.open({ companyId, field }, 'first', sealed);
        if (companyId === place.companyId && field === place.field) expect(open()).toBe('secret');
        else expect(open).toThrow(Unreadable);
      }
    }
  });

  it('does not open when any bit of it is another one, or any byte is missing', () => {
    const sealed = seals.seal(place, 'secret');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => seals.open(place, 'first', changed)).toThrow(Unreadable);
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => seals.open(place, 'first', sealed.subarray(0, length))).toThrow(Unreadable);
  });

  it('opens with every key that is there, and is made with the first', () => {
    const sealed = seals.seal(place, 'secret');
    const rotated = sealsOf(second, first);
    expect(rotated.open(place, 'first', sealed)).toBe('secret');
    expect(rotated.keyId).toBe('second');
    expect(rotated.open(place, 'second', rotated.seal(place, 'secret'))).toBe('secret');
  });

  it('says which key is missing, and when a key is another one under the same id', () => {
    const sealed = seals.seal(place, 'secret');
    expect(() => sealsOf(second).open(place, 'first', sealed)).toThrow(
      /key "first", which is not in CREDENTIALS_KEY/,
    );
    expect(() => sealsOf(anEntry('first')).open(place, 'first', sealed)).toThrow(
      /another one under the same id/,
    );
  });

  it('is not made without a key', () => {
    const none = new Seals(loadSettings({}));
    expect(none.isOn).toBe(false);
    expect(() => none.seal(place, 'secret')).toThrow(/CREDENTIALS_KEY is not set/);
    expect(() => none.open(place, 'first', seals.seal(place, 'secret'))).toThrow(Unreadable);
  });
});

describe('parseCredentialKeys', () => {
  it('takes entries with blanks around them', () => {
    expect(parseCredentialKeys(` ${first} , ${second} `).map(({ id }) => id)).toEqual(['first', 'second']);
  });

  it.each([
    ['nothing', '', /entry 1 is not of the form/],
    ['no id', randomBytes(32).toString('base64'), /entry 1 is not of the form/],
    ['no key', 'first:', /entry 1 does not hold 32 bytes/],
    [
      'a key that is too short',
      `${first},b:${randomBytes(31).toString('base64')}`,
      /entry 2 does not hold 32 bytes/,
    ],
    ['a key that is too long', `b:${randomBytes(33).toString('base64')}`, /entry 1 does not hold 32 bytes/],
    ['a key in hex', `b:${randomBytes(32).toString('hex')}`, /entry 1 does not hold 32 bytes/],
    ['something behind the key', `${first}:x`, /entry 1 is not of the form/],
    ['an id twice', `${first},${anEntry('first')}`, /entry 2 has the id of an earlier one/],
    ['an empty entry', `${first},`, /entry 2 is not of the form/],
  ])('refuses %s and does not repeat it', (_, text, message) => {
    try {
      parseCredentialKeys(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CredentialKeysMistake);
      const told = (error as Error).message;
      expect(told).toMatch(message);
      for (const part of text.split(/[,:]/).filter(({ length }) => length > 20))
        expect(told).not.toContain(part);
    }
  });
});
