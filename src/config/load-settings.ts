import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { type ApiKeys, parseApiKeys } from './values/api-keys.js';
import { readApiKeysFile } from './values/api-keys-file.js';
import { isLoopback } from './loopback.js';
import { Settings } from './settings.js';
import { isPlaceholder } from './values/placeholder.js';
import { worldsMistake } from './values/worlds.js';

/** The environment is invalid. `mistakes` has a line for each mistake. */
export class SettingsMistake extends Error {
  constructor(readonly mistakes: string[]) {
    super(`The settings are not usable:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
    this.name = 'SettingsMistake';
  }
}

/**
 * Reads the settings from environment variables; an empty one counts as unset.
 * Throws `SettingsMistake` with every mistake at once. Reads nothing but `env` and the files that it names.
 */
export function loadSettings(env: Record<string, string | undefined>): Readonly<Settings> {
  const defaults = new Settings();
  const given = SETTING_NAMES.flatMap((name) => {
    const value = env[name] || (ALSO_IN_LOWER_CASE.has(name) ? env[name.toLowerCase()] : undefined);
    return value ? [[name, value.trim()]] : [];
  });
  const settings = plainToInstance(Settings, { ...defaults, ...Object.fromEntries(given) });
  const errors = validateSync(settings);
  const wrong: Wrong = new Set(errors.map(({ property }) => property));
  const mistakes = [
    ...errors.flatMap(mistakesOfOne),
    ...placeholderMistakes(settings),
    ...mistakesBetween(settings, wrong),
  ];
  if (mistakes.length > 0) throw new SettingsMistake(mistakes);
  return Object.freeze(settings);
}

/** Every setting's name: tests compare `.env.example` and the README's table with it. */
export const SETTING_NAMES = Object.keys(new Settings()) as (keyof Settings)[];

/** Names by convention, not ours: other programs read them in either case. */
const ALSO_IN_LOWER_CASE: ReadonlySet<string> = new Set(['HTTPS_PROXY', 'NO_PROXY']);

/** Settings that are wrong by themselves: what else their values would mean says nothing. */
type Wrong = ReadonlySet<string>;

function mistakesOfOne({ property, constraints = {} }: ValidationError): string[] {
  return Object.values(constraints).map((message) => `${property} ${message}`);
}

function placeholderMistakes({ API_KEYS: _told, ...others }: Settings): string[] {
  return Object.entries(others)
    .filter(([, value]) => typeof value === 'string' && isPlaceholder(value))
    .map(
      ([name]) => `${name} still has the placeholder of a sample (change-me, …): put your own value there`,
    );
}

function mistakesBetween(settings: Settings, wrong: Wrong): string[] {
  const mistakes: string[] = [];
  if (settings.NODE_ENV === 'production') {
    if (!settings.DATABASE_URL)
      mistakes.push('DATABASE_URL is required in production: no embedded PostgreSQL starts there');
    if (!settings.PLEO_BASE_URL)
      mistakes.push('PLEO_BASE_URL is required in production: no sandbox starts there');
  }
  if (settings.DATABASE_DIRECT_URL && !settings.DATABASE_URL) {
    mistakes.push('DATABASE_DIRECT_URL is set without DATABASE_URL: both must lead to the same database');
  }
  if (settings.PLEO_API_KEY && settings.PLEO_ACCESS_TOKEN) {
    mistakes.push('PLEO_API_KEY and PLEO_ACCESS_TOKEN are both set: keep the one that Pleo gave you');
  }
  mistakes.push(...ssoMistakes(settings, wrong));
  if (!wrong.has('PLEO_DEFAULT_CREDENTIAL')) mistakes.push(...defaultCredentialMistakes(settings));
  mistakes.push(...oauthMistakes(settings), ...subscriptionMistakes(settings));
  if (settings.NOTICE_URL && !settings.NOTICE_SECRET)
    mistakes.push('NOTICE_SECRET is required with NOTICE_URL: it signs the notices');
  const worlds = worldsMistake(settings);
  if (worlds) mistakes.push(worlds);
  const isOpen = !settings.API_KEYS && !settings.API_KEYS_FILE;
  if (isOpen && !isLoopback(settings.HOST) && !wrong.has('HOST')) {
    mistakes.push(
      `HOST "${settings.HOST}" can be reached from other machines: set API_KEYS or API_KEYS_FILE, or leave HOST at 127.0.0.1`,
    );
  }
  if (settings.API_KEYS && settings.API_KEYS_FILE) {
    const clash = clashOf(settings.API_KEYS, settings.API_KEYS_FILE);
    if (clash) mistakes.push(`API_KEYS and API_KEYS_FILE do not go together: ${clash}`);
  }
  return mistakes;
}

/** A name that no key has would be a slip, by which requests of a proxy's key name no user and are let in. */
function ssoMistakes(settings: Settings, wrong: Wrong): string[] {
  const { SSO_USER_HEADER, SSO_KEYS } = settings;
  if (!SSO_USER_HEADER && !SSO_KEYS) return [];
  if (!SSO_USER_HEADER || !SSO_KEYS)
    return ['SSO_USER_HEADER and SSO_KEYS go together: the header is believed with these keys only'];
  if (wrong.has('SSO_KEYS')) return [];
  const known = keyNamesIn(settings);
  const missing = SSO_KEYS.split(',').filter((name) => known?.includes(name) === false);
  if (missing.length === 0) return [];
  return [`SSO_KEYS names keys that are neither in API_KEYS nor in API_KEYS_FILE: ${missing.join(', ')}`];
}

/** Null where they cannot be read: that mistake is reported by itself. */
function keyNamesIn({ API_KEYS, API_KEYS_FILE }: Settings): string[] | null {
  try {
    return [
      ...(API_KEYS ? parseApiKeys(API_KEYS).names : []),
      ...(API_KEYS_FILE ? readApiKeysFile(API_KEYS_FILE).names : []),
    ];
  } catch {
    return null;
  }
}

function defaultCredentialMistakes(settings: Settings): string[] {
  const hasDefault = Boolean(settings.PLEO_API_KEY || settings.PLEO_ACCESS_TOKEN);
  const deliversToPleo = settings.PLEO_BASE_URL !== undefined || settings.NODE_ENV === 'production';
  if (settings.PLEO_DEFAULT_CREDENTIAL === 'required') {
    if (hasDefault || !deliversToPleo) return [];
    return [
      'PLEO_API_KEY or PLEO_ACCESS_TOKEN is required to deliver to Pleo, or PLEO_DEFAULT_CREDENTIAL=none where all companies have credentials of their own',
    ];
  }
  const mistakes: string[] = [];
  if (hasDefault)
    mistakes.push(
      'PLEO_DEFAULT_CREDENTIAL is none, and PLEO_API_KEY or PLEO_ACCESS_TOKEN is set: keep one of the two',
    );
  if (!settings.CREDENTIALS_KEY)
    mistakes.push(
      'CREDENTIALS_KEY is required with PLEO_DEFAULT_CREDENTIAL=none: nothing could ever be sent without credentials of companies',
    );
  return mistakes;
}

/** Also null where either cannot be read: that mistake is reported by itself. */
function clashOf(keys: string, file: string): string | null {
  let both: [ApiKeys, ApiKeys];
  try {
    both = [parseApiKeys(keys), readApiKeysFile(file)];
  } catch {
    return null;
  }
  try {
    both[0].and(both[1]);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function subscriptionMistakes(settings: Settings): string[] {
  // The sandbox brings both.
  if (settings.PLEO_WEBHOOK_SUBSCRIBE !== true || !settings.PLEO_BASE_URL) return [];
  const mistakes: string[] = [];
  if (!settings.PUBLIC_URL)
    mistakes.push('PUBLIC_URL is required with PLEO_WEBHOOK_SUBSCRIBE: Pleo sends the webhooks to it');
  if (!settings.CREDENTIALS_KEY)
    mistakes.push(
      'CREDENTIALS_KEY is required with PLEO_WEBHOOK_SUBSCRIBE: it seals the secrets of the webhooks',
    );
  return mistakes;
}

function oauthMistakes(settings: Settings): string[] {
  const {
    PLEO_OAUTH_CLIENT_ID: id,
    PLEO_OAUTH_CLIENT_SECRET: secret,
    CREDENTIALS_KEY,
    PUBLIC_URL,
  } = settings;
  if (!id && !secret) return [];
  if (!id || !secret)
    return ['PLEO_OAUTH_CLIENT_ID and PLEO_OAUTH_CLIENT_SECRET belong together: set both or none'];
  const mistakes: string[] = [];
  if (!CREDENTIALS_KEY)
    mistakes.push('CREDENTIALS_KEY is required with PLEO_OAUTH_CLIENT_ID: it seals the tokens of companies');
  if (!PUBLIC_URL)
    mistakes.push('PUBLIC_URL is required with PLEO_OAUTH_CLIENT_ID: Pleo sends people back to it');
  return mistakes;
}
