import type { AuthorizationServer } from './authorization-server.js';
import type { CredentialCheck } from './credentials.js';
import type { Faults } from './faults.js';
import type { HeldRequests } from './held-requests.js';
import type { IntrospectionBehaviour } from './introspection.js';
import type { Installations } from './installations.js';
import type { ItemBehaviour } from './item-behaviour.js';
import type { ItemStore } from './item-store.js';
import type { JobStore } from './job-store.js';
import type { Overlaps } from './overlaps.js';
import type { ReceiptFiles } from './receipt-files.js';
import type { RequestLog } from './request-log.js';
import type { Subscriptions } from './subscriptions.js';
import type { Webhooks } from './webhooks.js';
import type { OAuthBehaviour } from './token-faults.js';

/** The whole state of one sandbox, for its routes. */
export interface SandboxState {
  readonly jobs: JobStore;
  readonly items: ItemStore;
  readonly itemBehaviour: ItemBehaviour;
  readonly files: ReceiptFiles;
  readonly credentials: CredentialCheck;
  readonly authorization: AuthorizationServer;
  readonly oauth: OAuthBehaviour;
  readonly installations: Installations;
  readonly introspection: IntrospectionBehaviour;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly overlaps: Overlaps;
  readonly held: HeldRequests;
  readonly subscriptions: Subscriptions;
  readonly webhooks: Webhooks;
}
