import { MAX_EXPIRES_IN } from './create-export-job.js';
import { isAccessToken, isApiKey } from './credentials.js';
import type { SandboxOptions } from './sandbox.js';
import { webhookTargetProblems } from './webhooks.js';

const DEFAULT_PORT = 3001;

/** The SANDBOX_* variables as options, or all mistakes. Empty counts as not set. */
export function readSettings(env: NodeJS.ProcessEnv): { options: SandboxOptions; problems: string[] } {
  const problems: string[] = [];

  function text(name: string): string | undefined {
    return env[name]?.trim() || undefined;
  }
  function list(name: string, isRight: (entry: string) => boolean, rule: string): string[] {
    const entries = (text(name) ?? '').split(',').flatMap((entry) => entry.trim() || []);
    if (!entries.every(isRight)) problems.push(`${name}: ${rule}`);
    return entries;
  }
  function wholeNumber(name: string, min: number, max: number, otherwise: number): number {
    const value = text(name);
    if (value === undefined) return otherwise;
    if (/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
    problems.push(`${name} must be a whole number from ${min} to ${max}, not ${value}`);
    return otherwise;
  }
  function oneOf<T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = text(name) ?? allowed[0];
    const found = allowed.find((choice) => choice === value);
    if (found === undefined) problems.push(`${name} must be ${allowed.join(' or ')}, not ${value}`);
    return found ?? allowed[0];
  }

  function webhooks(): SandboxOptions['webhooks'] {
    const target = { url: text('SANDBOX_WEBHOOK_URL'), secret: text('SANDBOX_WEBHOOK_SECRET') };
    const { url, secret } = target;
    if (url === undefined && secret === undefined) return undefined;
    problems.push(
      ...webhookTargetProblems(target).map((problem) => `SANDBOX_WEBHOOK_URL, _SECRET: ${problem}`),
    );
    return { url: url ?? '', secret: secret ?? '' };
  }

  const options: SandboxOptions = {
    host: text('SANDBOX_HOST') ?? '127.0.0.1',
    port: wholeNumber('SANDBOX_PORT', 0, 65_535, DEFAULT_PORT),
    expiresIn: wholeNumber('SANDBOX_EXPIRES_IN', 1, MAX_EXPIRES_IN, 3600),
    unknownJobs: oneOf('SANDBOX_UNKNOWN_JOBS', ['reject', 'create']),
    failedFromPending: oneOf('SANDBOX_FAILED_FROM_PENDING', ['accept', 'refuse']),
    apiKeys: list('SANDBOX_API_KEYS', isApiKey, 'a key cannot hold a colon or a space'),
    accessTokens: list('SANDBOX_ACCESS_TOKENS', isAccessToken, 'a token cannot hold a space'),
    webhooks: webhooks(),
  };
  return { options, problems };
}
