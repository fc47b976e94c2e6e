import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { SettingsMistake } from '../../src/config/load-settings.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { ScratchFile } from '../support/scratch-file.js';

const ADA = 'ada-key-0123456789-0123456789';
const BEN = 'ben-key-0123456789-0123456789';
const EVE = 'eve-key-0123456789-0123456789';
const ROOT = 'root-key-0123456789-0123456789';
const BOTH = `# workers\nada:write:${ADA}\n\nben:read:${BEN} # until May\n`;

const file = new ScratchFile(BOTH);
let relay: TestApp;
beforeAll(async () => {
  relay = await startApp({ API_KEYS: `root:admin:${ROOT}`, API_KEYS_FILE: file.path });
});
beforeEach(async () => {
  file.write(BOTH);
  await hasKeys(ADA, BEN);
});
afterAll(async () => {
  await relay.stop();
  file.remove();
});

async function statusWith(key: string): Promise<number> {
  return (await relay.http.get('/v1/export-jobs?limit=1').auth(key, { type: 'bearer' })).status;
}

/** Waits until of the keys above just these are known, beside that of API_KEYS. */
async function hasKeys(...known: string[]): Promise<void> {
  await eventually(async () => {
    for (const key of [ADA, BEN, EVE, ROOT]) {
      const expected = key === ROOT || known.includes(key) ? 200 : 401;
      if ((await statusWith(key)) !== expected) return false;
    }
    return true;
  });
}

it('lets the keys of the file in beside those of API_KEYS, and nobody else', async () => {
  expect(await statusWith(`${ADA}x`)).toBe(401);
  expect(await statusWith('#')).toBe(401);
  expect((await relay.http.get('/v1/export-jobs')).status).toBe(401);
  const answer = await relay.http.post('/v1/export-jobs').auth(BEN, { type: 'bearer' });
  expect(answer.status).toBe(403);
});

it.each([
  ['written over', (text: string) => file.write(text)],
  ['swapped by a link', (text: string) => file.swap(text)],
])('a key that is gone from a file that was %s is refused soon, a new one let in', async (_, change) => {
  change(`ada:write:${ADA}\neve:read:${EVE}`);
  await hasKeys(ADA, EVE);
  change(BOTH);
  await hasKeys(ADA, BEN);
});

it.each([
  ['half written', () => file.write(`eve:read:${EVE}\nben:read:${BEN.slice(0, 10)}`)],
  ['empty', () => file.write('')],
  ['of an unknown scope', () => file.write(`eve:owner:${EVE}`)],
  ['with a name of API_KEYS', () => file.write(`root:read:${EVE}`)],
  ['with a key of API_KEYS', () => file.write(`eve:read:${EVE},twin:read:${ROOT}`)],
  ['not there', () => file.vanish()],
])(
  'a new version that is %s leaves the keys as they were, and is logged once without a key',
  async (_, spoil) => {
    const start = relay.log.length;
    const written = (text: string) => relay.log.slice(start).filter((line) => line.includes(text));
    spoil();
    await eventually(() => written('API_KEYS_FILE failed').length > 0);
    await hasKeys(ADA, BEN);
    const { text } = await relay.http.get('/metrics');
    expect(text).toMatch(/^relay_loop_errors_total\{loop="API_KEYS_FILE"\} [1-9]/m);
    file.write(`eve:read:${EVE}`);
    await hasKeys(EVE);
    await eventually(() => written('API_KEYS_FILE works again').length > 0);
    expect(written('API_KEYS_FILE failed')).toHaveLength(1);
    expect(relay.log.join('')).not.toMatch(/key-0123456789|ben-key/);
  },
);

it('a broken file keeps the relay from starting, with all that is wrong and no key', async () => {
  const broken = new ScratchFile(
    `ada:write:${ADA}\nada:read:${BEN}\neve:owner:${EVE}\n\nshort:read:0123456789`,
  );
  const started = startApp({ API_KEYS_FILE: broken.path });
  await expect(started).rejects.toThrow(SettingsMistake);
  await expect(started).rejects.toThrow(
    /API_KEYS_FILE line 2 has the name of an earlier one; line 3 has an unknown scope.*; line 5 has a key of fewer/,
  );
  await expect(started).rejects.not.toThrow(/0123456789/);
  broken.remove();
});
