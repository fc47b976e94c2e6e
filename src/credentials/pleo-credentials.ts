import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import {
  CANNOT_BE_OPENED,
  DEFAULT_CREDENTIAL,
  NOT_VERIFIED,
  PARKED,
  type Reach,
} from '../queue/credential-queue.js';
import { type Authorization, authorizationOf, basic, bearer } from './authorization.js';
import { CredentialsRepository, type StoredCredential } from './credentials.repository.js';
import { Seals } from './seals.js';
import { TokenRefresh } from './token-refresh.js';

const NO_DEFAULT =
  'There is no default credential (PLEO_DEFAULT_CREDENTIAL=none): an event goes when the relay knows the company of its job, and the company has a credential of its own.';

const PUT_AWAY = 'The company is put away: nothing of it is sent until it is taken back.';

/**
 * The authorization for an event of a company. `credential` is the name of its pauses and circuits: `default`, or the
 * id of a company with a credential of its own; or of the queue that nobody claims, where the company is put away.
 * `refused` says why nothing can be sent.
 */
export type CompanyAuthorization =
  | { readonly credential: string; readonly authorization: string }
  | { readonly credential: string; readonly refused: string };

/** Prefixes of the reason why there is no authorization. */
const REFUSED = {
  consent_needed: 'A new consent is needed: ',
  unreadable: CANNOT_BE_OPENED,
  wrong_company: 'The credential is that of another company: ',
  missing_scopes: 'The credential lacks rights: ',
  unverified: NOT_VERIFIED,
};

interface Known {
  readonly company: CompanyAuthorization;
  readonly generation: string;
  /** A time of the monotonic clock. */
  readonly until: number;
}

/**
 * Cache lifetime for lookups without a known generation, in case a notification was missed: LISTEN may not work, or
 * hang.
 */
const CACHE_TTL_MS = 5000;

/** How long a delivery waits for a refresh; the refresh itself goes on. One company must not hold up the others. */
const WAIT_MS = 2000;

/** Companies in the cache. */
const MAX_KNOWN = 20_000;

/**
 * A cache of the credentials for deliveries, invalidated by notifications. Whether a company has a credential is never
 * cached: each claim reads it from the database, on replicas with and without CREDENTIALS_KEY alike.
 */
@Injectable()
export class PleoCredentials implements OnModuleInit {
  private readonly logger = new Logger(PleoCredentials.name);
  private readonly byDefault: CompanyAuthorization;
  private readonly known = new Map<string, Known>();
  private readonly loading = new Map<string, Promise<CompanyAuthorization>>();
  private readonly leftAlone = new Map<string, string>();
  /** Ids of sealing keys that this replica lacks. */
  private readonly missing = new Set<string>();
  private version = 0;

  constructor(
    private readonly repository: CredentialsRepository,
    private readonly tokens: TokenRefresh,
    private readonly seals: Seals,
    private readonly settings: Settings,
  ) {
    const { PLEO_API_KEY, PLEO_ACCESS_TOKEN = '', PLEO_DEFAULT_CREDENTIAL } = settings;
    const credential = DEFAULT_CREDENTIAL;
    if (PLEO_DEFAULT_CREDENTIAL === 'none') {
      this.byDefault = { credential, refused: NO_DEFAULT };
      this.leftAlone.set(credential, NO_DEFAULT);
    } else {
      const authorization = PLEO_API_KEY ? basic(PLEO_API_KEY) : bearer(PLEO_ACCESS_TOKEN);
      this.byDefault = { credential, authorization };
    }
  }

  /** Logs which credentials cannot be unsealed. */
  async onModuleInit(): Promise<void> {
    try {
      await this.lookAtKeys();
    } catch (error) {
      this.logger.warn(`The credentials of companies could not be checked: ${(error as Error).message}`);
    }
  }

  /** Logs once for each key that credentials are sealed with it and this replica lacks it. Throws what pg throws. */
  async lookAtKeys(): Promise<void> {
    for (const { keyId, count } of await this.repository.countUnreadable()) {
      if (this.missing.has(keyId)) continue;
      this.missing.add(keyId);
      this.logger.error(
        `${count} credentials are sealed with the key "${keyId}", which is not in CREDENTIALS_KEY: events of these companies wait, or go by replicas that have it`,
      );
    }
  }

  /** Retries credentials that could not be unsealed although this replica has the key. Throws what pg throws. */
  async lookAgain(): Promise<void> {
    for (const credential of [...this.leftAlone.keys()]) {
      if (credential === DEFAULT_CREDENTIAL) continue;
      const row = await this.repository.find(credential);
      if (row) this.companyOf(row);
      else this.leftAlone.delete(credential);
    }
  }

  /** Whether this replica lacks the key of the credential, and others may have it. */
  leavesAlone(credential: string): boolean {
    return this.leftAlone.has(credential);
  }

  /** The queues that this replica can serve at the moment. */
  get reach(): Reach {
    return { keyIds: this.seals.keyIds, leftAlone: this.leftAlone };
  }

  /**
   * The cached authorization; null: call `authorizationFor`. A caller that has read the database passes the generation
   * of the company's own credential, or null where it has none: older entries do not count then.
   */
  cached(companyId: string | null, generation?: string | null): CompanyAuthorization | null {
    if (companyId === null || generation === null) return this.byDefault;
    const known = this.known.get(companyId);
    if (known === undefined || performance.now() >= known.until) return null;
    return generation === undefined || generation === known.generation ? known.company : null;
  }

  /**
   * The authorization for an event of the company; tokens that are about to expire are renewed first, if that does not
   * take long. Throws what pg throws.
   */
  async authorizationFor(
    companyId: string | null,
    generation?: string | null,
  ): Promise<CompanyAuthorization> {
    const cached = this.cached(companyId, generation);
    if (cached || companyId === null) return cached ?? this.byDefault;
    let loading = this.loading.get(companyId);
    if (!loading) {
      const own = this.load(companyId).finally(() => {
        if (this.loading.get(companyId) === own) this.loading.delete(companyId);
      });
      loading = own;
      this.loading.set(companyId, own);
    }
    return loading;
  }

  /**
   * The authorization of the company's own credential, for what ends its connection: also where it is put away. Null
   * where it has none. Throws what pg throws.
   */
  async authorizationToEnd(companyId: string): Promise<CompanyAuthorization | null> {
    const row = await this.renewed(companyId);
    return row && this.companyOf(row);
  }

  /**
   * Handles Pleo's 401 to this authorization. True when there is a new one, if need be by a refresh: try again. False:
   * none is available at the moment. Throws what pg throws.
   */
  async refused(credential: string, authorization: string): Promise<boolean> {
    if (credential === DEFAULT_CREDENTIAL) return false;
    const row = await this.repository.find(credential);
    if (row && this.isStill(row, authorization)) {
      // Another refresh does not help where fresh tokens were refused.
      if (row.type !== 'oauth' || row.isFresh) return false;
      await this.renew(row, true);
    }
    this.forget(credential);
    const now = await this.authorizationFor(credential);
    return 'authorization' in now && now.authorization !== authorization;
  }

  /** Drops the cache entry of the company; without an id: of all companies. */
  forget(companyId?: string): void {
    this.version++;
    if (companyId === undefined) {
      this.known.clear();
      this.loading.clear();
    } else {
      this.known.delete(companyId);
      this.loading.delete(companyId);
      if (companyId !== DEFAULT_CREDENTIAL) this.leftAlone.delete(companyId);
    }
  }

  private async load(companyId: string): Promise<CompanyAuthorization> {
    const { version } = this;
    if (await this.repository.isPutAway(companyId))
      return { credential: PARKED + companyId, refused: PUT_AWAY };
    const row = await this.renewed(companyId);
    if (!row) return this.byDefault;
    const company = this.companyOf(row);
    // A notification during the read may concern the row that was just read.
    if (version === this.version) this.remember(row, company);
    return company;
  }

  /** The company's credential, its tokens renewed where they are due and that does not take long. */
  private async renewed(companyId: string): Promise<StoredCredential | null> {
    const row = await this.repository.find(companyId);
    if (!row || !isDue(row) || this.authorizationOf(row).kind !== 'active') return row;
    await this.renew(row, false);
    return this.repository.find(companyId);
  }

  private companyOf(row: StoredCredential): CompanyAuthorization {
    const { companyId: credential, accessEndsInMs } = row;
    const authorization = this.authorizationOf(row);
    this.leftAlone.delete(credential);
    if (authorization.kind !== 'active') {
      const refused = REFUSED[authorization.kind] + authorization.reason;
      if (authorization.kind === 'unreadable') this.leftAlone.set(credential, refused);
      return { credential, refused };
    }
    if (accessEndsInMs !== null && accessEndsInMs <= 0)
      return { credential, refused: 'The access token has expired and could not be renewed yet.' };
    return { credential, authorization: authorization.value };
  }

  private remember(row: StoredCredential, company: CompanyAuthorization): void {
    const { companyId, generation } = row;
    this.known.delete(companyId);
    const [oldest] = this.known.size >= MAX_KNOWN ? this.known.keys() : [];
    if (oldest !== undefined) this.known.delete(oldest);
    this.known.set(companyId, { company, generation, until: performance.now() + trustOf(row) });
  }

  private authorizationOf(row: StoredCredential): Authorization {
    return authorizationOf(row, this.seals, this.settings);
  }

  private isStill(row: StoredCredential, authorization: string): boolean {
    const now = this.authorizationOf(row);
    return now.kind === 'active' && now.value === authorization;
  }

  private async renew(row: StoredCredential, isRefused: boolean): Promise<void> {
    const renewed = this.tokens.refresh(row, { isRefused, waitMs: WAIT_MS });
    await Promise.race([renewed, sleep(WAIT_MS, undefined, { ref: false })]);
  }
}

/** Whether its tokens are to be renewed before they are used. */
export function isDue({ type, status, refreshDueInMs, retryInMs }: StoredCredential): boolean {
  return (
    type === 'oauth' &&
    status === 'active' &&
    refreshDueInMs !== null &&
    refreshDueInMs <= 0 &&
    (retryInMs === null || retryInMs <= 0)
  );
}

/** The cache ends when the access token is due for renewal, expired, or may be retried. */
function trustOf({ refreshDueInMs, accessEndsInMs, retryInMs }: StoredCredential): number {
  const ahead = [refreshDueInMs, accessEndsInMs, retryInMs].filter((ms) => ms !== null && ms > 0);
  return Math.min(CACHE_TTL_MS, ...(ahead as number[]));
}
