import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { noteSent, scrub } from '../../src/secrets/sent-secrets.js';

const KEY = 'pk_9f/Zq+7-Lw3~Xt0.Rb5_Ms8Yd2';
const BASE64 = Buffer.from(`${KEY}:`).toString('base64');
const BASIC = `Basic ${BASE64}`;
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJyZWxheSJ9.x-Kq81_vBnM';

noteSent(BASIC);
noteSent(`Bearer ${TOKEN}`);

const json = (text: string) => JSON.stringify(text).slice(1, -1);
const utf16 = (text: string) =>
  text.replace(/[^]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const odd = (text: string, write: (code: number) => string) =>
  text.replace(/[^a-z\d]/gi, (c) => write(c.charCodeAt(0)));
const hex = (code: number) => code.toString(16).padStart(2, '0');
const wrapped = (text: string, every: number, by: string) =>
  text.replace(new RegExp(`(.{${every}})(?=.)`, 'g'), `$1${by}`);

/** What gateways are known to do to a value that they repeat, and some that they might. */
const COATS: [name: string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['in upper case', (text) => text.toUpperCase()],
  ['in lower case', (text) => text.toLowerCase()],
  ['escaped in JSON', json],
  ['with slashes escaped in JSON', (text) => json(text).replaceAll('/', '\\/')],
  ['escaped in JSON in JSON', (text) => json(json(`"${text}"`))],
  ['as \\u escapes where it is no letter', (text) => odd(text, (code) => `\\u00${hex(code)}`)],
  ['as \\u escapes throughout', utf16],
  ['as \\u escapes in JSON', (text) => json(utf16(text))],
  ['as \\x escapes', (text) => odd(text, (code) => `\\x${hex(code)}`)],
  ['URL-encoded', encodeURIComponent],
  ['URL-encoded in lower case', (text) => odd(text, (code) => `%${hex(code)}`)],
  ['URL-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['URL-encoded throughout', (text) => text.replace(/[^]/g, (c) => `%${hex(c.charCodeAt(0))}`)],
  ['as decimal entities', (text) => text.replace(/[^]/g, (c) => `&#${c.charCodeAt(0)};`)],
  ['as hexadecimal entities', (text) => odd(text, (code) => `&#x${hex(code)};`)],
  [
    'as named entities',
    (text) => text.replaceAll('+', '&plus;').replaceAll('/', '&sol;').replaceAll('=', '&equals;'),
  ],
  ['as entities of entities', (text) => odd(text, (code) => `&amp;#${code};`)],
  ['wrapped', (text) => wrapped(text, 16, '\r\n ')],
  ['wrapped in JSON', (text) => json(wrapped(text, 20, '\n'))],
  ['wrapped in HTML', (text) => wrapped(text, 10, '<br/>')],
  ['with places to break in HTML', (text) => wrapped(text, 4, '<wbr>')],
  ['with soft line breaks', (text) => wrapped(text, 12, '=\r\n')],
  ['letter by letter', (text) => [...text].join(' ')],
  ['in base64', (text) => Buffer.from(text).toString('base64')],
  ['in base64url', (text) => Buffer.from(text).toString('base64url')],
  ['in the middle of base64', (text) => Buffer.from(`{"request":"${text}","more":1}`).toString('base64')],
  ['in base64 behind one more byte', (text) => Buffer.from(`x${text}xx`).toString('base64')],
  ['in base64, URL-encoded', (text) => encodeURIComponent(Buffer.from(text).toString('base64'))],
  ['in hexadecimal', (text) => Buffer.from(text).toString('hex')],
  [
    'in hexadecimal with colons',
    (text) =>
      Buffer.from(text)
        .toString('hex')
        .replace(/..(?=.)/g, '$&:'),
  ],
  ['in UTF-16', (text) => Buffer.from(text, 'utf16le').toString('utf8')],
  ['in two strings', (text) => `${text.slice(0, 15)}", "${text.slice(15)}`],
];

/** No eight letters of it in a row, whatever stands between them, and whatever one decodes. */
function holdsNothingOf(secret: string, text: string): void {
  const letters = (of: string) => of.toLowerCase().replace(/[^a-z\d§]/g, '');
  const whole = letters(secret);
  const runs = text.match(/[\w+/-]+/g) ?? [];
  const decoded = [0, 1, 2, 3].flatMap((lead) =>
    runs.map((run) => Buffer.from(run.slice(lead), 'base64').toString()),
  );
  for (const view of [text, ...decoded, ...runs.map((run) => Buffer.from(run, 'hex').toString())]) {
    for (let at = 0; at + 8 <= whole.length; at++)
      expect(letters(view)).not.toContain(whole.slice(at, at + 8));
  }
}

describe.each([
  ['the value of the header', BASIC],
  ['what is behind the scheme', BASE64],
  ['the key with its colon', `${KEY}:`],
  ['the key', KEY],
  ['the key without padding', BASE64.replace(/=+$/, '')],
  ['a bearer token', TOKEN],
])('%s', (_, secret) => {
  it.each(COATS)('does not come back %s', (name, coat) => {
    const scrubbed = scrub(`{"message":"'${coat(secret)}' is no good"}`);
    expect(scrubbed).toContain('[secret]');
    const rest = scrubbed.replaceAll('[secret]', '§');
    holdsNothingOf(secret.replace('Basic ', ''), rest);
    if (!/base64|hexadecimal$|\\u/.test(name)) holdsNothingOf(coat(secret.replace('Basic ', '')), rest);
    expect(scrubbed).toMatch(/^\{"message":".*is no good"\}$/s);
  });
});

it.each(COATS)('a secret inside of a tag does not come back %s', (name, coat) => {
  const scrubbed = scrub(`<p><a title="no ${coat(KEY)}">no</a></p>`);
  expect(scrubbed).toMatch(/^<p><a title="no .*">no<\/a><\/p>$/s);
  holdsNothingOf(KEY, scrubbed.replaceAll('[secret]', '§'));
  if (!/base64/.test(name)) expect(scrubbed).toMatch(/^<p><a title="no [^a-z]*\[secret\][^a-z]*">/);
});

it.each(COATS)('what stands in JSON %s is JSON afterwards', (_, coat) => {
  const body = JSON.stringify({
    message: coat(BASIC),
    type: 'BAD',
    nested: [coat(KEY), { [coat(TOKEN)]: 1 }],
  });
  expect(JSON.parse(scrub(body))).toMatchObject({ type: 'BAD' });
});

describe('a part of a secret', () => {
  it.each([8, 9, 12, 20])('of %i letters does not come back, from wherever in it', (length) => {
    const letters = BASE64.replace(/[^a-z\d]/gi, '');
    for (let at = 0; at + length <= letters.length; at++) {
      const part = letters.slice(at, at + length);
      expect(scrub(`'${part}…' is not valid`)).toBe(`'[secret]…' is not valid`);
    }
  });

  it('of four letters or more does not stand at the end, where the text may have been cut', () => {
    for (let length = 4; length < BASE64.length; length++) {
      expect(scrub(`no: 'Basic ${BASE64.slice(0, length)}`)).toMatch(/^no: 'Basic \[secret\]\W*$/);
    }
  });
});

describe('what is no secret', () => {
  it.each([
    '',
    '{"data":{"id":"0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c","status":"in_progress"}}',
    '{"type":"INVALID_EXPORT_JOB_STATUS_CHANGE","message":"Basic authentication: \\u00e4 %20 &amp; \\\\ is missing"}',
    '<html><head><title>502 Bad Gateway</title></head><body>\r\n<center>nginx</center></body></html>',
    'pk_9f/Zq is a beginning that could be anybody’s',
  ])('stays as it is: %s', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('stays as it is where the secret is hexadecimal, as ids are', () => {
    noteSent(`Bearer ${randomUUID()}`);
    noteSent(`Basic ${Buffer.from(`${randomBytes(32).toString('hex')}:`).toString('base64')}`);
    const ids = Array.from({ length: 2000 }, () => randomUUID()).join('","');
    expect(scrub(ids)).toBe(ids);
  });
});

it('a secret that is hexadecimal does not come back', () => {
  const token = randomUUID();
  noteSent(`Bearer ${token}`);
  for (const [, coat] of COATS) expect(scrub(`'${coat(token)}' is unknown`)).not.toContain(coat(token));
  expect(scrub(`"${token}"`)).toBe('"[secret]"');
});

it('a short secret does not come back as a whole', () => {
  noteSent(`Basic ${Buffer.from('k9-Zx4b:').toString('base64')}`);
  expect(scrub('unknown key k9-Zx4b')).toBe('unknown key [secret]');
  expect(scrub(`'Basic ${Buffer.from('k9-Zx4b:').toString('base64')}'`)).toMatch(/^'Basic \[secret\]=*'$/);
});

it('a secret of other letters than ASCII’s does not come back, whatever its bytes are taken for', () => {
  const secret = 'schlüssel-ключ-鍵-1';
  noteSent(secret);
  expect(scrub(`no ${secret}`)).toBe('no [secret]');
  expect(scrub(`no ${Buffer.from(secret).toString('latin1')}`)).not.toContain('schl');
  expect(scrub(`no ${encodeURIComponent(secret)}`)).toBe('no [secret]');
});

it('a secret that was sent with another request does not come back either', () => {
  const others = Array.from({ length: 200 }, () => randomBytes(24).toString('base64url'));
  others.forEach((secret) => noteSent(secret));
  for (const secret of others) expect(scrub(`no ${secret}.`)).toMatch(/^no [-_]*\[secret\][-_]*\.$/);
});

it('the secret of the request itself does not come back, however many were sent since', () => {
  const own = randomBytes(24).toString('hex');
  noteSent(own);
  for (let sent = 0; sent < 1000; sent++) noteSent(randomBytes(24).toString('hex'));
  expect(scrub(`no ${own}.`, own)).toBe('no [secret].');
});

it.each([
  ['backslashes', '\\'.repeat(65_536)],
  ['tags that do not end', '<a'.repeat(32_768)],
  ['percent signs', '%'.repeat(65_536)],
  ['entities of entities', '&amp;'.repeat(13_000)],
  ['parts of the secret', BASE64.slice(0, 7).repeat(9000)],
  ['the secret', `${BASE64} `.repeat(1500)],
])('64 KiB of %s do not hold the process up', (_, text) => {
  scrub(text.slice(0, 1000));
  const before = process.cpuUsage();
  scrub(text);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(1000);
});
