import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { authorizationOf, basic, bearer } from './authorization.js';
import { CredentialsRepository, type StoredCredential } from './credentials.repository.js';
import { Seals } from './seals.js';
import { TokenRefresh } from './token-refresh.js';

/** The name of the credential of the settings. */
export const DEFAULT_CREDENTIAL = 'default';

/**
 * What an event of a company goes out with. `credential` is the name under which pauses and circuits are kept: `default`,
 * or the id of a company that has a credential of its own. `refused` says why nothing can be sent.
 */
export type CompanyAuthorization =
  | { readonly credential: string; readonly authorization: string }
  | { readonly credential: string; readonly refused: string };

/** What stands before the reason why there is no authorization. */
const REFUSED = {
  consent_needed: 'A new consent is needed: ',
  unreadable: 'The credential cannot be opened: ',
};

interface Known {
  readonly company: CompanyAuthorization;
  /** Of the monotonic clock. */
  readonly until: number;
}

/** How long what was read is believed when no notification says otherwise: LISTEN may not work, or hang. */
const TRUST_MS = 5000;

/** How long a delivery waits for a refresh, which goes on without it: one company must not hold up the others. */
const WAIT_MS = 2000;

/** Companies that are remembered at once. */
const MAX_KNOWN = 20_000;

/** The credentials that deliveries go out with: known in memory, read again when they change. */
@Injectable()
export class PleoCredentials implements OnModuleInit {
  private readonly logger = new Logger(PleoCredentials.name);
  private readonly byDefault: CompanyAuthorization;
  private readonly known = new Map<string, Known>();
  private readonly loading = new Map<string, Promise<CompanyAuthorization>>();
  private news = 0;
  private isOn: boolean;

  constructor(
    private readonly repository: CredentialsRepository,
    private readonly tokens: TokenRefresh,
    private readonly seals: Seals,
    settings: Settings,
  ) {
    const { PLEO_API_KEY, PLEO_ACCESS_TOKEN = '' } = settings;
    const authorization = PLEO_API_KEY ? basic(PLEO_API_KEY) : bearer(PLEO_ACCESS_TOKEN);
    this.byDefault = { credential: DEFAULT_CREDENTIAL, authorization };
    this.isOn = seals.isOn;
  }

  /**
   * Says which credentials cannot be opened. Without CREDENTIALS_KEY companies have none of their own; but where some
   * are kept, their events must not go out with another's.
   */
  async onModuleInit(): Promise<void> {
    try {
      for (const { keyId, count } of await this.repository.countUnreadable()) {
        this.isOn = true;
        this.logger.error(
          `${count} credentials are sealed with the key "${keyId}", which is not in CREDENTIALS_KEY: events of these companies wait`,
        );
      }
    } catch (error) {
      this.isOn = true;
      this.logger.warn(`The credentials of companies could not be looked at: ${(error as Error).message}`);
    }
  }

  /** What is known without asking anybody; null: ask `authorizationFor`. */
  cached(companyId: string | null): CompanyAuthorization | null {
    if (companyId === null || !this.isOn) return this.byDefault;
    const known = this.known.get(companyId);
    return known !== undefined && performance.now() < known.until ? known.company : null;
  }

  /**
   * What an event of the company goes out with; tokens that are about to end are renewed first, if that does not take
   * long. Throws what pg throws.
   */
  async authorizationFor(companyId: string | null): Promise<CompanyAuthorization> {
    const cached = this.cached(companyId);
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
   * Pleo answered 401 to this authorization. True when there is another one by now, if need be by a refresh: try again.
   * False: nothing better is to be had at the moment. Throws what pg throws.
   */
  async refused(credential: string, authorization: string): Promise<boolean> {
    if (credential === DEFAULT_CREDENTIAL) return false;
    const row = await this.repository.find(credential);
    if (row && this.isStill(row, authorization)) {
      // Nor does another refresh mend what a fresh one did not.
      if (row.type !== 'oauth' || row.isFresh) return false;
      await this.renew(row, true);
    }
    this.forget(credential);
    const now = await this.authorizationFor(credential);
    return 'authorization' in now && now.authorization !== authorization;
  }

  /** What was known of the company is not believed any more; without an id: of all companies. */
  forget(companyId?: string): void {
    this.news++;
    if (companyId === undefined) {
      this.known.clear();
      this.loading.clear();
    } else {
      this.known.delete(companyId);
      this.loading.delete(companyId);
    }
  }

  private async load(companyId: string): Promise<CompanyAuthorization> {
    const { news } = this;
    let row = await this.repository.find(companyId);
    if (row && isDue(row)) {
      await this.renew(row, false);
      row = await this.repository.find(companyId);
    }
    const company = row ? this.companyOf(row) : this.byDefault;
    // Word of a change that came in between may be about what was just read.
    if (news === this.news) this.remember(companyId, company, trustOf(row));
    return company;
  }

  private companyOf(row: StoredCredential): CompanyAuthorization {
    const { companyId: credential, accessEndsInMs } = row;
    const authorization = authorizationOf(row, this.seals);
    if (authorization.kind !== 'active')
      return { credential, refused: REFUSED[authorization.kind] + authorization.reason };
    if (accessEndsInMs !== null && accessEndsInMs <= 0)
      return { credential, refused: 'The access token is over and could not be renewed yet.' };
    return { credential, authorization: authorization.value };
  }

  private remember(companyId: string, company: CompanyAuthorization, trustMs: number): void {
    this.known.delete(companyId);
    const [oldest] = this.known.size >= MAX_KNOWN ? this.known.keys() : [];
    if (oldest !== undefined) this.known.delete(oldest);
    this.known.set(companyId, { company, until: performance.now() + trustMs });
  }

  private isStill(row: StoredCredential, authorization: string): boolean {
    const now = authorizationOf(row, this.seals);
    return now.kind === 'active' && now.value === authorization;
  }

  private async renew(row: StoredCredential, isRefused: boolean): Promise<void> {
    const renewed = this.tokens.refresh(row, { isRefused, waitMs: WAIT_MS });
    await Promise.race([renewed, sleep(WAIT_MS, undefined, { ref: false })]);
  }
}

function isDue({ type, status, refreshDueInMs, retryInMs }: StoredCredential): boolean {
  return (
    type === 'oauth' &&
    status === 'active' &&
    refreshDueInMs !== null &&
    refreshDueInMs <= 0 &&
    (retryInMs === null || retryInMs <= 0)
  );
}

/** Until it may have changed by itself: its access token is due, or over, or may be tried again. */
function trustOf(row: StoredCredential | null): number {
  const ahead = [row?.refreshDueInMs, row?.accessEndsInMs, row?.retryInMs].filter(
    (ms) => ms != null && ms > 0,
  );
  return Math.min(TRUST_MS, ...(ahead as number[]));
}
