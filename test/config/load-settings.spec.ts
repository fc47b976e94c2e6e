import { describe, expect, it } from 'vitest';
import { loadSettings, SETTING_NAMES, SettingsMistake } from '../../src/config/load-settings.js';
import { worldsWarning } from '../../src/config/values/worlds.js';
import { CA_FILE } from '../support/certificates/certificate.js';
import { ScratchFile } from '../support/scratch-file.js';

const API_KEYS = 'worker:write:0123456789abcdef01234567';
const SEAL = `first:${Buffer.alloc(32, 7).toString('base64')}`;
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://relay:secret@db:5432/relay',
  PLEO_BASE_URL: 'https://external.pleo.io',
  PLEO_API_KEY: 'pleo-key',
};

function mistakesIn(env: Record<string, string | undefined>): string[] {
  try {
    loadSettings(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsMistake) return error.mistakes;
    throw error;
  }
}

describe('loadSettings', () => {
  it('needs nothing outside production, and has the documented defaults', () => {
    expect(loadSettings({})).toMatchObject({
      NODE_ENV: 'development',
      PORT: 3000,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      API_KEYS: undefined,
      DATABASE_URL: undefined,
      DATABASE_DIRECT_URL: undefined,
      DATABASE_PREPARED_STATEMENTS: true,
      DATABASE_POOL_SIZE: 10,
      RUN_MIGRATIONS: true,
      PLEO_BASE_URL: undefined,
      PLEO_API_VERSION: 'v1',
      PLEO_API_KEY: undefined,
      PLEO_ACCESS_TOKEN: undefined,
      PLEO_TIMEOUT_MS: 10_000,
      DELIVERY_CONCURRENCY: 64,
      READ_CONCURRENCY: 16,
      PLEO_READ_TIMEOUT_MS: 30_000,
      DELIVERY_RATE_LIMIT: 0,
      DELIVERY_MAX_AGE_HOURS: 72,
      JOB_EXPIRES_IN_SECONDS: 3600,
      EXPIRY_SWEEP_INTERVAL_SECONDS: 10,
      UNKNOWN_JOBS: 'register',
      SHUTDOWN_TIMEOUT_SECONDS: 20,
    });
  });

  it('reads numbers, flags and words, and leaves the rest of the environment alone', () => {
    const settings = loadSettings({
      PORT: '0',
      RUN_MIGRATIONS: 'false',
      UNKNOWN_JOBS: 'reject',
      PATH: '/bin',
    });
    expect(settings).toMatchObject({ PORT: 0, RUN_MIGRATIONS: false, UNKNOWN_JOBS: 'reject' });
    expect(settings).not.toHaveProperty('PATH');
  });

  it.each(SETTING_NAMES)('takes an empty %s for unset', (name) => {
    expect(loadSettings({ [name]: '' })).toEqual(loadSettings({}));
  });

  it('takes white space around a value for none of it', () => {
    expect(loadSettings({ PORT: ' 8080\n', LOG_LEVEL: ' warn ' })).toMatchObject({
      PORT: 8080,
      LOG_LEVEL: 'warn',
    });
  });

  it('cannot be changed afterwards', () => {
    const settings = loadSettings({}) as { PORT: number };
    expect(() => (settings.PORT = 1)).toThrow(TypeError);
  });

  it('accepts a whole production environment', () => {
    expect(mistakesIn({ ...PRODUCTION, HOST: '0.0.0.0', API_KEYS })).toEqual([]);
  });

  it('lists every mistake at once, one line each', () => {
    const env = {
      PORT: '-1',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://db',
      RUN_MIGRATIONS: 'yes',
      PLEO_BASE_URL: 'http://pleo.io',
      PLEO_API_KEY: 'one',
      PLEO_ACCESS_TOKEN: 'two',
    };
    const mistakes = mistakesIn(env);
    expect(mistakes.map((mistake) => mistake.split(' ')[0]).sort()).toEqual([
      'DATABASE_URL',
      'HOST',
      'LOG_LEVEL',
      'PLEO_API_KEY',
      'PLEO_BASE_URL',
      'PORT',
      'RUN_MIGRATIONS',
    ]);
    expect(() => loadSettings(env)).toThrow(
      `The settings are not usable:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    );
  });
});

describe('a number', () => {
  it.each([
    ['PORT', 0, 65_535],
    ['DATABASE_POOL_SIZE', 2, 500],
    ['PLEO_TIMEOUT_MS', 100, 120_000],
    ['DELIVERY_CONCURRENCY', 1, 1000],
    ['PLEO_WEBHOOK_SECRET_MAX_AGE_DAYS', 0, 3650],
    ['READ_CONCURRENCY', 1, 1000],
    ['PLEO_READ_TIMEOUT_MS', 100, 50_000],
    ['DELIVERY_RATE_LIMIT', 0, 100_000],
    ['DELIVERY_MAX_AGE_HOURS', 1, 8760],
    ['JOB_EXPIRES_IN_SECONDS', 1, 604_800],
    ['EXPIRY_SWEEP_INTERVAL_SECONDS', 1, 3600],
    ['SHUTDOWN_TIMEOUT_SECONDS', 1, 600],
    ['PLEO_WEBHOOK_TOLERANCE_SECONDS', 1, 3600],
    ['PLEO_POLL_INTERVAL_SECONDS', 0, 86_400],
    ['RATE_LIMIT_PER_KEY', 0, 100_000],
  ] as const)('%s is a whole one from %i to %i', (name, min, max) => {
    expect(loadSettings({ [name]: String(min) })[name]).toBe(min);
    expect(loadSettings({ [name]: String(max) })[name]).toBe(max);
    for (const wrong of [
      String(min - 1),
      String(max + 1),
      `${min}.5`,
      '1e3',
      '0x10',
      '+1',
      'ten',
      'Infinity',
    ]) {
      expect(mistakesIn({ [name]: wrong })).toEqual([
        `${name} must be a whole number from ${min} to ${max}, not "${wrong}"`,
      ]);
    }
  });
});

describe('a word', () => {
  it.each([
    ['NODE_ENV', ['development', 'test']],
    ['LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']],
    ['PLEO_API_VERSION', ['v1', 'v2', 'v3']],
    ['UNKNOWN_JOBS', ['register', 'reject']],
    ['OTEL_TRACES_EXPORTER', ['otlp', 'none']],
  ] as const)('%s is one of %j', (name, words) => {
    for (const word of words) expect(loadSettings({ [name]: word })[name]).toBe(word);
    const [mistake, ...others] = mistakesIn({ [name]: 'Other' });
    expect(others).toEqual([]);
    for (const word of words) expect(mistake).toContain(word);
    expect(mistake).toMatch(/not "Other"$/);
  });

  describe.each(['RUN_MIGRATIONS', 'DATABASE_PREPARED_STATEMENTS', 'OTEL_SDK_DISABLED'] as const)(
    '%s',
    (name) => {
      it.each(['1', 'yes', 'TRUE', 'off'])('is not %s', (value) => {
        expect(mistakesIn({ [name]: value })).toEqual([`${name} must be true or false, not "${value}"`]);
      });

      it('is true or false', () => {
        for (const value of [true, false]) expect(loadSettings({ [name]: String(value) })[name]).toBe(value);
      });
    },
  );
});

describe('an address', () => {
  it.each([
    'postgres://u:p@db:5432/relay',
    'postgresql://db/relay',
    'postgres://db/relay?sslmode=require',
    'postgres:///relay?host=/var/run/postgresql',
  ])('of a database may be %s', (url) => {
    expect(loadSettings({ DATABASE_URL: url }).DATABASE_URL).toBe(url);
    const both = loadSettings({ DATABASE_URL: 'postgres://pooler/relay', DATABASE_DIRECT_URL: url });
    expect(both.DATABASE_DIRECT_URL).toBe(url);
  });

  it.each([
    'db:5432/relay',
    'http://db/relay',
    'host=db dbname=relay',
    'mysql://db',
    'postgres:///relay',
    'postgres:relay',
  ])('of a database is not %s', (url) => {
    expect(mistakesIn({ DATABASE_URL: url })).toEqual([
      expect.stringMatching(/^DATABASE_URL must be a URL such as postgres:/),
    ]);
    expect(mistakesIn({ DATABASE_URL: 'postgres://pooler/relay', DATABASE_DIRECT_URL: url })).toEqual([
      expect.stringMatching(/^DATABASE_DIRECT_URL must be a URL such as postgres:/),
    ]);
  });

  it.each([
    'https://external.pleo.io',
    'https://gateway.example/pleo',
    'http://localhost:4000',
    'http://127.0.0.1:4000',
    'http://127.9.8.7',
    'http://[::1]:4000',
  ])('of Pleo may be %s', (url) => {
    expect(loadSettings({ PLEO_BASE_URL: url, PLEO_API_KEY: 'key' }).PLEO_BASE_URL).toBe(url);
  });

  it.each([
    'external.pleo.io',
    'http://external.pleo.io',
    'http://10.0.0.7',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'ftp://127.0.0.1',
    'https://user@external.pleo.io',
    'https://user:hunter2@external.pleo.io',
    'https://external.pleo.io?key=hunter2',
    'https://external.pleo.io#part',
    'https://external.pleo.io/?',
    'https://external.pleo.io/#',
  ])('of Pleo is not %s', (url) => {
    expect(mistakesIn({ PLEO_BASE_URL: url, PLEO_API_KEY: 'key' })).toEqual([
      'PLEO_BASE_URL must be an https:// URL without credentials, query or fragment (http:// on loopback only)',
    ]);
  });
});

describe('the address of Pleo', () => {
  it.each([
    ['https://external.pleo.io/v1', 'https://external.pleo.io'],
    ['https://external.pleo.io/v2/', 'https://external.pleo.io'],
    ['https://external.pleo.io/V3//', 'https://external.pleo.io'],
    ['https://external.pleo.io/v0', 'https://external.pleo.io'],
    ['https://gateway.example/pleo/v1', 'https://gateway.example/pleo'],
    ['https://external.pleo.io/v1/export-job-events', 'https://external.pleo.io'],
    ['https://external.pleo.io/v3/export-jobs/7', 'https://external.pleo.io'],
    ['https://external.pleo.io/export-jobs', 'https://external.pleo.io'],
    ['http://127.0.0.1:4000/v1', 'http://127.0.0.1:4000'],
  ])('%s has too much at its end, and is told to be %s', (url, right) => {
    expect(mistakesIn({ PLEO_BASE_URL: url, PLEO_API_KEY: 'key' })).toEqual([
      `PLEO_BASE_URL must end before the version, which PLEO_API_VERSION names, and the route: write ${right}`,
    ]);
    expect(loadSettings({ PLEO_BASE_URL: right, PLEO_API_KEY: 'key' }).PLEO_BASE_URL).toBe(right);
  });

  it.each([
    'https://v1',
    'https://v1.example/',
    'https://gateway.example/v1/pleo',
    'https://gateway.example/pleo-v1',
  ])('%s is fine', (url) => {
    expect(loadSettings({ PLEO_BASE_URL: url, PLEO_API_KEY: 'key' }).PLEO_BASE_URL).toBe(url);
  });
});

describe('what belongs together', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'production without a database and without Pleo',
      { NODE_ENV: 'production' },
      [
        'DATABASE_URL is required',
        'PLEO_BASE_URL is required',
        'PLEO_API_KEY or PLEO_ACCESS_TOKEN is required',
      ],
    ],
    ['production without a database', { ...PRODUCTION, DATABASE_URL: '' }, ['DATABASE_URL is required']],
    [
      'a way round the pooler without one through it',
      { DATABASE_DIRECT_URL: 'postgres://db/relay' },
      ['DATABASE_DIRECT_URL is set without DATABASE_URL'],
    ],
    ['production without Pleo', { ...PRODUCTION, PLEO_BASE_URL: '' }, ['PLEO_BASE_URL is required']],
    [
      'Pleo without a credential',
      { PLEO_BASE_URL: 'https://pleo.io' },
      ['PLEO_API_KEY or PLEO_ACCESS_TOKEN is required'],
    ],
    [
      'no default credential, and one',
      { ...PRODUCTION, PLEO_DEFAULT_CREDENTIAL: 'none', CREDENTIALS_KEY: SEAL },
      ['PLEO_DEFAULT_CREDENTIAL is none, and PLEO_API_KEY or PLEO_ACCESS_TOKEN is set'],
    ],
    [
      'a default credential of another word, and nothing for what it might mean',
      { ...PRODUCTION, PLEO_DEFAULT_CREDENTIAL: 'some' },
      ['PLEO_DEFAULT_CREDENTIAL must be one of required, none, not "some"'],
    ],
    [
      'a host with white space, and nothing for where it might be',
      { HOST: 'a b' },
      ['HOST must not be blank'],
    ],
    [
      'names of keys that are none, and nothing for keys that they might name',
      { SSO_USER_HEADER: 'X-Forwarded-User', SSO_KEYS: 'a b', API_KEYS },
      ['SSO_KEYS must be names of API keys'],
    ],
    [
      'no default credential, nor any other',
      { ...PRODUCTION, PLEO_DEFAULT_CREDENTIAL: 'none', PLEO_API_KEY: '' },
      ['CREDENTIALS_KEY is required with PLEO_DEFAULT_CREDENTIAL=none'],
    ],
    [
      'companies only, unless that is said',
      { ...PRODUCTION, PLEO_API_KEY: '', CREDENTIALS_KEY: SEAL },
      ['PLEO_API_KEY or PLEO_ACCESS_TOKEN is required'],
    ],
    [
      'a header of users without the keys with which it is believed',
      { SSO_USER_HEADER: 'X-Forwarded-User', API_KEYS },
      ['SSO_USER_HEADER and SSO_KEYS go together'],
    ],
    [
      'keys of a proxy without its header',
      { SSO_KEYS: 'worker', API_KEYS },
      ['SSO_USER_HEADER and SSO_KEYS'],
    ],
    [
      'a key of a proxy that is not there',
      { SSO_USER_HEADER: 'X-Forwarded-User', SSO_KEYS: 'worker,console', API_KEYS },
      ['SSO_KEYS names keys that are neither in API_KEYS nor in API_KEYS_FILE: console'],
    ],
    [
      'a header that carries keys as one that names users',
      { SSO_USER_HEADER: 'Authorization', SSO_KEYS: 'worker', API_KEYS },
      ['SSO_USER_HEADER must be the name of an HTTP header other than Authorization'],
    ],
    [
      'two credentials',
      { ...PRODUCTION, PLEO_ACCESS_TOKEN: 'token' },
      ['PLEO_API_KEY and PLEO_ACCESS_TOKEN are both set'],
    ],
  ])('refuses %s', (_, env, expected) => {
    const mistakes = mistakesIn(env);
    expect(mistakes).toHaveLength(expected.length);
    expected.forEach((start, index) => expect(mistakes[index]?.startsWith(start)).toBe(true));
  });

  it.each(['0.0.0.0', '::', '10.0.0.7', 'relay.internal', '127.0.0.1.example.com'])(
    'refuses to listen on %s without keys, and says what to set',
    (HOST) => {
      expect(mistakesIn({ HOST })).toEqual([
        expect.stringMatching(/can be reached from other machines: set API_KEYS or API_KEYS_FILE/),
      ]);
      expect(mistakesIn({ HOST, API_KEYS })).toEqual([]);
      const file = new ScratchFile(API_KEYS);
      expect(mistakesIn({ HOST, API_KEYS_FILE: file.path })).toEqual([]);
      file.remove();
    },
  );

  it.each(['127.0.0.1', 'localhost', '::1'])('listens on %s without API_KEYS', (HOST) => {
    expect(mistakesIn({ HOST })).toEqual([]);
  });
});

describe('API_KEYS_FILE', () => {
  it.each([
    ['a file that is not there', undefined, /^API_KEYS_FILE cannot be read: ENOENT/],
    ['an empty file', '# nobody yet\n', /^API_KEYS_FILE holds no key$/],
    ['mistakes', ':ada\nben:owner:x', /^API_KEYS_FILE line 1 is not of the form .*; line 2 has an unknown/],
    ['a name of API_KEYS', 'worker:read:another-key-of-24-characters', /the key of "worker" has the name/],
    ['a key of API_KEYS', API_KEYS.replace('worker', 'other'), /the key of "other" is the key of an earlier/],
  ])('refuses %s', (_, text, message) => {
    const file = new ScratchFile(text);
    expect(mistakesIn({ API_KEYS, API_KEYS_FILE: file.path })).toEqual([expect.stringMatching(message)]);
    file.remove();
  });
});

it('there may be no default credential where companies have their own', () => {
  const companiesOnly = { ...PRODUCTION, PLEO_DEFAULT_CREDENTIAL: 'none', PLEO_API_KEY: '' };
  expect(mistakesIn({ ...companiesOnly, CREDENTIALS_KEY: SEAL })).toEqual([]);
});

describe('what goes into a header', () => {
  const NAMES = ['PLEO_API_KEY', 'PLEO_ACCESS_TOKEN'] as const;

  it.each(NAMES)('may come as %s from a file that ends with a line break', (name) => {
    expect(loadSettings({ [name]: 'hunter2\r\n' })[name]).toBe('hunter2');
  });

  it.each(
    NAMES.flatMap((name) =>
      ['hunter2\r\nX: y', 'hunter2\u0001', 'hünter2', 'hunter\u00a02', 'h'.repeat(6001)].map(
        (value) => [name, JSON.stringify(value.slice(0, 20)), value] as const,
      ),
    ),
  )('may not be %s=%s', (name, _, value) => {
    expect(mistakesIn({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} must be 1 to 6000 visible ASCII characters`)),
    ]);
  });

  it('may not be an API key with a colon, behind which Pleo would read a password', () => {
    expect(mistakesIn({ PLEO_API_KEY: 'hunter2:x' })).toEqual([expect.stringMatching(/none of them :$/)]);
  });
});

describe('the way to Pleo', () => {
  it.each(['http://proxy:3128', 'https://proxy', 'http://relay:p%40ss@proxy.example:3128/'])(
    'may lead through %s',
    (url) => {
      expect(loadSettings({ HTTPS_PROXY: url }).HTTPS_PROXY).toBe(url);
      expect(loadSettings({ https_proxy: url, no_proxy: 'a' })).toMatchObject({
        HTTPS_PROXY: url,
        NO_PROXY: 'a',
      });
    },
  );

  it.each([
    'proxy:3128',
    'socks5://proxy',
    'http://proxy/path',
    'http://proxy?x',
    'http://u:%zz@proxy',
    'http://',
  ])('does not lead through %s', (HTTPS_PROXY) => {
    expect(mistakesIn({ HTTPS_PROXY })).toEqual([
      'HTTPS_PROXY must be a URL such as http://user:password@proxy:3128',
    ]);
  });

  it.each([
    ['is not there', undefined, /^PLEO_CA_FILE cannot be used: ENOENT/],
    ['holds no certificate', 'hello', /^PLEO_CA_FILE cannot be used: it holds no certificate in PEM$/],
    [
      'holds a broken certificate',
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      /^PLEO_CA_FILE cannot be used: .+/,
    ],
  ])('has no authorities from a file that %s', (_, text, message) => {
    const file = new ScratchFile(text);
    expect(mistakesIn({ PLEO_CA_FILE: file.path })).toEqual([expect.stringMatching(message)]);
    file.remove();
  });

  it('has authorities from a file of certificates', () => {
    expect(mistakesIn({ PLEO_CA_FILE: CA_FILE })).toEqual([]);
  });
});

describe('a secret', () => {
  it('of webhooks may be one or several, with or without whsec_', () => {
    const [one, other] = ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'];
    for (const PLEO_WEBHOOK_SECRET of [one, other, `${one}, ${other}`]) {
      expect(mistakesIn({ PLEO_WEBHOOK_SECRET })).toEqual([]);
    }
    expect(mistakesIn({ PLEO_WEBHOOK_SECRET: `${one},` })).toEqual([
      'PLEO_WEBHOOK_SECRET entry 2 is not "whsec_" followed by base64 of 16 bytes or more',
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ['an API key that is too short', { API_KEYS: 'worker:write:hunter2' }],
    ['an API key with a colon', { API_KEYS: 'worker:write:hunter2hunter2hunter2:more' }],
    ['an API key of an unknown scope', { API_KEYS: 'worker:root:hunter2hunter2hunter2hunter2' }],
    ['a database URL that is wrong', { DATABASE_URL: 'mysql://relay:hunter2@db' }],
    ['a base URL with a password', { PLEO_BASE_URL: 'https://u:hunter2@pleo.io', PLEO_API_KEY: 'key' }],
    ['a Pleo key with white space', { PLEO_API_KEY: 'hunter2 hunter2' }],
    ['an access token with white space', { PLEO_ACCESS_TOKEN: 'hunter2\thunter2' }],
    ['a collector that is wrong', { OTEL_EXPORTER_OTLP_ENDPOINT: 'grpc://relay:hunter2@collector' }],
    ['a proxy that is wrong', { HTTPS_PROXY: 'socks5://relay:hunter2@proxy' }],
    ['two credentials', { PLEO_API_KEY: 'hunter2', PLEO_ACCESS_TOKEN: 'hunter2' }],
    ['a webhook secret that is too short', { PLEO_WEBHOOK_SECRET: 'whsec_hunter2' }],
    ['a webhook secret that is no base64', { PLEO_WEBHOOK_SECRET: 'whsec_hunter2-hunter2-hunter2-hunter2' }],
    ['the second webhook secret', { PLEO_WEBHOOK_SECRET: `whsec_${'A'.repeat(32)},whsec_hunter2` }],
    ['a webhook password that is too short', { PLEO_WEBHOOK_BASIC: 'pleo:hunter2hunter2' }],
    ['a webhook password without a user', { PLEO_WEBHOOK_BASIC: ':hunter2hunter2hunter2' }],
    ['a webhook header without a name', { PLEO_WEBHOOK_HEADER: 'hunter2hunter2hunter2' }],
    ['a webhook header that is too short', { PLEO_WEBHOOK_HEADER: 'X-Key: hunter2' }],
  ])('is not repeated in the message about %s', (_, env) => {
    expect(mistakesIn(env)).toHaveLength(1);
    expect(() => loadSettings(env)).toThrow(SettingsMistake);
    expect(() => loadSettings(env)).not.toThrow(/hunter2/);
  });
});

describe('the settings of credentials', () => {
  const key = `first:${Buffer.alloc(32, 7).toString('base64')}`;
  const subscribes = {
    PLEO_WEBHOOK_SUBSCRIBE: 'true',
    PLEO_BASE_URL: 'https://external.pleo.io',
    PLEO_API_KEY: 'key',
  };
  const client = { PLEO_OAUTH_CLIENT_ID: 'client', PLEO_OAUTH_CLIENT_SECRET: 'secret' };

  it('are none at first, and lead to Pleo', () => {
    expect(loadSettings({})).toMatchObject({
      CREDENTIALS_KEY: undefined,
      PLEO_OAUTH_CLIENT_ID: undefined,
      PLEO_OAUTH_CLIENT_SECRET: undefined,
      PLEO_OAUTH_CLIENT_AUTH: 'basic',
      PLEO_OAUTH_AUTHORIZE_URL: 'https://auth.pleo.io/oauth/authorize',
      PLEO_OAUTH_TOKEN_URL: 'https://auth.pleo.io/oauth/token',
      PLEO_OAUTH_SCOPES: 'export-jobs:read export-jobs:write export-items:read',
      PUBLIC_URL: undefined,
    });
  });

  it('are enough with a key alone, and with all of an OAuth client', () => {
    expect(mistakesIn({ CREDENTIALS_KEY: key })).toEqual([]);
    expect(mistakesIn({ CREDENTIALS_KEY: key, ...client, PUBLIC_URL: 'https://relay.example.com' })).toEqual(
      [],
    );
  });

  it.each([
    [
      'a key that is none',
      { CREDENTIALS_KEY: 'first:c2hvcnQ=' },
      /CREDENTIALS_KEY entry 1 does not hold 32 bytes/,
    ],
    [
      'subscriptions without a key',
      { ...subscribes, PUBLIC_URL: 'https://a.example' },
      /CREDENTIALS_KEY is required with PLEO_WEBHOOK_SUBSCRIBE/,
    ],
    [
      'subscriptions that lead nowhere',
      { ...subscribes, CREDENTIALS_KEY: key },
      /PUBLIC_URL is required with PLEO_WEBHOOK_SUBSCRIBE/,
    ],
    ['a client without its secret', { PLEO_OAUTH_CLIENT_ID: 'client' }, /belong together/],
    ['a secret without its client', { PLEO_OAUTH_CLIENT_SECRET: 'secret' }, /belong together/],
    ['a client without a key', { ...client, PUBLIC_URL: 'https://a.example' }, /CREDENTIALS_KEY is required/],
    ['a client that nobody comes back to', { ...client, CREDENTIALS_KEY: key }, /PUBLIC_URL is required/],
    [
      'tokens in the clear on the network',
      { PLEO_OAUTH_TOKEN_URL: 'http://auth.example/token' },
      /PLEO_OAUTH_TOKEN_URL must be an https/,
    ],
    [
      'consents in the clear',
      { PLEO_OAUTH_AUTHORIZE_URL: 'http://auth.example/a' },
      /PLEO_OAUTH_AUTHORIZE_URL must be an https/,
    ],
    ['codes in the clear', { PUBLIC_URL: 'http://relay.example' }, /PUBLIC_URL must be an https/],
    ['scopes that are none', { PLEO_OAUTH_SCOPES: 'a  b' }, /PLEO_OAUTH_SCOPES must be words/],
    [
      'another way to show the secret',
      { PLEO_OAUTH_CLIENT_AUTH: 'query' },
      /PLEO_OAUTH_CLIENT_AUTH must be one of/,
    ],
  ])('are refused with %s', (_, env, message) => {
    const mistakes = mistakesIn(env);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(message);
    expect(mistakes[0]).not.toContain('c2hvcnQ');
  });

  const STAGING = {
    PLEO_OAUTH_AUTHORIZE_URL: 'https://auth.staging.pleo.io/oauth/authorize',
    PLEO_OAUTH_TOKEN_URL: 'https://auth.staging.pleo.io/oauth/token',
  };
  const connects = {
    ...client,
    CREDENTIALS_KEY: key,
    PUBLIC_URL: 'https://relay.example.com',
    PLEO_API_KEY: 'key',
  };

  it.each([
    ['Pleo and its authorization server', { PLEO_BASE_URL: 'https://external.pleo.io' }],
    ['staging', { PLEO_BASE_URL: 'https://external.staging.pleo.io', ...STAGING }],
    ['a host that nobody knows', { PLEO_BASE_URL: 'https://pleo.example.com' }],
    ['a host that only looks like Pleo’s', { PLEO_BASE_URL: 'https://staging.pleo.io.example.com' }],
  ])('take %s together', (_, env) => {
    expect(mistakesIn({ ...connects, ...env })).toEqual([]);
  });

  it.each([
    ['a sandbox with the real consent', { PLEO_BASE_URL: 'http://127.0.0.1:3001' }],
    ['staging with the real consent', { PLEO_BASE_URL: 'https://external.staging.pleo.io' }],
    ['Pleo with the consent of staging', { PLEO_BASE_URL: 'https://external.pleo.io', ...STAGING }],
    [
      'tokens from elsewhere than the consent',
      { PLEO_BASE_URL: 'https://pleo.example.com', PLEO_OAUTH_TOKEN_URL: STAGING.PLEO_OAUTH_TOKEN_URL },
    ],
  ])('refuse %s', (_, env) => {
    expect(mistakesIn({ ...connects, ...env })).toEqual([
      expect.stringMatching(/^Companies would consent at one/),
    ]);
    expect(mistakesIn({ ...env, PLEO_API_KEY: 'key' })).toEqual([]);
  });

  it('warn of hosts of which nobody can say whether they belong together', () => {
    const said = (env: object) => worldsWarning(loadSettings({ ...connects, ...env }));
    expect(said({ PLEO_BASE_URL: 'https://external.pleo.io' })).toBeNull();
    expect(said({ PLEO_BASE_URL: 'https://pleo.example.com' })).toContain(
      'PLEO_BASE_URL is pleo.example.com',
    );
    const one = 'https://pleo.example.com';
    const same = { PLEO_OAUTH_AUTHORIZE_URL: `${one}/a`, PLEO_OAUTH_TOKEN_URL: `${one}/t` };
    expect(said({ PLEO_BASE_URL: one, ...same })).toBeNull();
  });
});
