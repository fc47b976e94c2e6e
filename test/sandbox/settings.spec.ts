import { describe, expect, it } from 'vitest';
import { readSettings } from '../../sandbox/settings.js';
import { SECRET } from '../support/webhooks.js';

describe('the settings of the sandbox alone', () => {
  it('are these when nothing is set', () => {
    expect(readSettings({ SANDBOX_PORT: '', SANDBOX_API_KEYS: ' , ' })).toEqual({
      problems: [],
      options: {
        host: '127.0.0.1',
        port: 3001,
        apiKeys: [],
        accessTokens: [],
        unknownJobs: 'reject',
        failedFromPending: 'accept',
        expiresIn: 3600,
      },
    });
  });

  it('are read from the environment', () => {
    const { options, problems } = readSettings({
      SANDBOX_HOST: '0.0.0.0',
      SANDBOX_PORT: '8080',
      SANDBOX_API_KEYS: 'a, b',
      SANDBOX_ACCESS_TOKENS: 't',
      SANDBOX_WEBHOOK_URL: 'http://127.0.0.1:1/hook',
      SANDBOX_WEBHOOK_SECRET: SECRET,
      SANDBOX_UNKNOWN_JOBS: 'create',
      SANDBOX_FAILED_FROM_PENDING: 'refuse',
      SANDBOX_EXPIRES_IN: '60',
    });
    expect(problems).toEqual([]);
    expect(options).toEqual({
      host: '0.0.0.0',
      port: 8080,
      apiKeys: ['a', 'b'],
      accessTokens: ['t'],
      webhooks: { url: 'http://127.0.0.1:1/hook', secret: SECRET },
      unknownJobs: 'create',
      failedFromPending: 'refuse',
      expiresIn: 60,
    });
  });
});
