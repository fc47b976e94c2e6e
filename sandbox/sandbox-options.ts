import type { OAuthClient } from './authorization-server.js';
import { DEFAULT_API_KEY, type Credentials } from './credentials.js';
import type { FailedFromPending } from './export-job.js';
import type { ItemBehaviour } from './item-behaviour.js';
import type { WebhookTarget } from './webhooks.js';

export interface SandboxOptions {
  /** 127.0.0.1 */
  host?: string;
  /** 0: any free one. */
  port?: number;
  /** Without keys and tokens the key `sandbox-key` is accepted. */
  apiKeys?: string[];
  accessTokens?: string[];
  /** The OAuth client; default `sandbox-client` with `sandbox-secret`. */
  oauthClient?: OAuthClient;
  /** Effect of an event of an unknown job; default `reject`. */
  unknownJobs?: 'create' | 'reject';
  /** `accept` */
  failedFromPending?: FailedFromPending;
  /** How items behave where that is not the default. */
  items?: Partial<ItemBehaviour>;
  /** Default `expiresIn` of a job, in seconds; default 3600. */
  expiresIn?: number;
  /** The subscriber of new jobs; default none. */
  webhooks?: WebhookTarget | undefined;
  logger?: boolean;
  /** The clock of the jobs, in milliseconds since 1970: Date.now. */
  now?: () => number;
}

/** The credentials that are accepted at the start. */
export function credentialsOf({ apiKeys = [], accessTokens = [] }: SandboxOptions): Credentials {
  const none = apiKeys.length === 0 && accessTokens.length === 0;
  return { apiKeys: none ? [DEFAULT_API_KEY] : apiKeys, accessTokens };
}
