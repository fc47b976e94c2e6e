import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { PleoCredentials } from '../credentials/pleo-credentials.js';
import type { CredentialType } from '../credentials/company-credential.entity.js';
import type { CredentialStatus } from '../credentials/dto/company-credential.dto.js';
import { Database, type Run } from '../database/database.js';
import type { Pause } from '../queue/circuit.js';
import { BY_HAND, pausedBy } from '../queue/hand-pause.js';
import { EVERYBODY } from '../queue/hand-pause.sql.js';
import { MOVE_QUEUE } from '../queue/moves.sql.js';
import type { SubscriptionStatus } from '../subscriptions/webhook-subscription.entity.js';
import { CompanyNotFound } from './companies.errors.js';
import { FIND_COMPANIES, READ_COMPANIES } from './companies.sql.js';
import { PUT_AWAY, SET_NOTE, TAKE_BACK } from './company-acts.sql.js';
import type { PutAwayWaiting } from './company.entity.js';
import type { PutCompanyAway } from './dto/company-acts.dto.js';
import type { CompanyQuery } from './dto/company-query.dto.js';
import type { Company, CompanyPage, CompanyPause, CompanyState } from './dto/company.dto.js';

/** Companies that are looked at for a page with a filter, at most: those that are meant may be far apart. */
const MAX_LOOKED_AT = 1000;

/** Waiting messages that are moved at once. */
const MOVED = 5000;

/** Before the id of every company. */
const BEGINNING = '00000000-0000-0000-0000-000000000000';

interface CompanyRow {
  readonly id: string;
  readonly note: string | null;
  readonly state: CompanyState;
  readonly credentialType: CredentialType | null;
  readonly credentialStatus: CredentialStatus | null;
  readonly subscription: SubscriptionStatus | null;
  readonly lastDeliveredAt: Date | null;
  readonly waiting: number;
  readonly dead: number;
  readonly pause: Pause['kind'] | null;
  readonly pauseReason: string | null;
  readonly pausedUntil: Date | null;
  readonly isBeingTried: boolean;
  /** The company, or EVERYBODY; null where nobody paused its deliveries. */
  readonly byHandOf: string | null;
  readonly byHandReason: string | null;
  readonly byHandBy: string | null;
  readonly byHandUntil: Date | null;
  readonly putAwayAt: Date | null;
  readonly putAwayBy: string | null;
  readonly putAwayReason: string | null;
  readonly putAwayWaiting: PutAwayWaiting | null;
}

/** Companies as people see them, and what they do with one. Each act is kept with the name of who did it. */
@Injectable()
export class CompaniesService {
  constructor(
    private readonly database: Database,
    private readonly credentials: PleoCredentials,
    private readonly settings: Settings,
  ) {}

  /** A page in the order of the ids. With a filter it may be short though another one follows. */
  async page({ limit, after = BEGINNING, state, q }: CompanyQuery): Promise<CompanyPage> {
    const isFiltered = state !== undefined || q !== undefined;
    const looked = isFiltered ? MAX_LOOKED_AT : limit + 1;
    const values = { after, limit: looked, state: state ?? null, q: q ?? null, ...this.usable };
    const found = await this.database.run<{ id: string; isMeant: boolean }>(
      FIND_COMPANIES,
      FIND_COMPANIES.values(values),
    );
    const meant = found.filter(({ isMeant }) => isMeant).map(({ id }) => id);
    const shown = meant.slice(0, limit);
    const hasMore = meant.length > limit;
    const hasNextPage = hasMore || (isFiltered && found.length === looked);
    const last = hasMore || !isFiltered ? shown.at(-1) : found.at(-1)?.id;
    return { data: await this.read(shown), pagination: { hasNextPage, endCursor: last ?? null } };
  }

  /** Throws `CompanyNotFound`. */
  async get(id: string): Promise<Company> {
    const [company] = await this.read([id]);
    if (!company) throw new CompanyNotFound(id);
    return company;
  }

  /** Sets the note of a company, which need not be known yet. */
  async setNote(id: string, note: string | null, by: string | null): Promise<Company> {
    await this.database.commit(SET_NOTE, SET_NOTE.values({ id, note: note?.trim() || null, by }));
    return this.get(id);
  }

  /**
   * Puts a company away: from now on nothing of it is claimed, with any credential. Waiting messages are parked, or
   * discarded within seconds. Saying it again with other words replaces them. Throws `CompanyNotFound`.
   */
  async putAway(id: string, { reason, waiting }: PutCompanyAway, by: string | null): Promise<Company> {
    await this.get(id);
    await this.database.transaction(async (run) => {
      await run(PUT_AWAY, PUT_AWAY.values({ id, reason, waiting, by }));
      await moveQueue(run, id);
    });
    return this.get(id);
  }

  /**
   * Takes a company back: parked messages are due, with the credential that the company has now. Of one that is not put
   * away nothing changes. Throws `CompanyNotFound`.
   */
  async takeBack(id: string, by: string | null): Promise<Company> {
    await this.get(id);
    await this.database.transaction(async (run) => {
      await run(TAKE_BACK, TAKE_BACK.values({ id, by }));
      await moveQueue(run, id);
    });
    return this.get(id);
  }

  private async read(ids: readonly string[]): Promise<Company[]> {
    if (ids.length === 0) return [];
    const values = READ_COMPANIES.values({ ids, ...this.usable });
    return (await this.database.run<CompanyRow>(READ_COMPANIES, values)).map(toCompany);
  }

  /** What a credential needs so that this replica can use it. */
  private get usable(): { readonly keyIds: readonly string[]; readonly isDemanded: boolean } {
    const isDemanded = this.settings.PLEO_CREDENTIAL_VERIFICATION === 'required';
    return { keyIds: this.credentials.reach.keyIds, isDemanded };
  }
}

/** What others have locked, or accept at this moment, is found by the credentials' watch. */
async function moveQueue(run: Run, companyId: string): Promise<void> {
  for (let moved = MOVED; moved === MOVED;) {
    const [row] = await run<{ moved: number }>(MOVE_QUEUE, [companyId, MOVED]);
    moved = row?.moved ?? 0;
  }
}

function toCompany(row: CompanyRow): Company {
  const { id, note, state, subscription, lastDeliveredAt, waiting, dead } = row;
  const { credentialType: type, credentialStatus: status } = row;
  const { putAwayAt: at, putAwayBy: by, putAwayReason, putAwayWaiting } = row;
  return {
    id,
    note,
    state,
    credential: type && status && { type, status },
    subscription,
    lastDeliveredAt,
    waiting,
    dead,
    pause: pauseOf(row),
    putAway: at && putAwayWaiting && { at, by, reason: putAwayReason ?? '', waiting: putAwayWaiting },
  };
}

/** One by hand is said before one that Pleo's answers led to: nothing is tried before it ends. */
function pauseOf(row: CompanyRow): CompanyPause | null {
  const { byHandOf, byHandReason, byHandBy, byHandUntil } = row;
  if (byHandOf !== null) {
    const reason = pausedBy(byHandBy, byHandReason ?? '');
    return {
      kind: BY_HAND,
      reason,
      until: byHandUntil,
      isBeingTried: false,
      isOfAll: byHandOf === EVERYBODY,
    };
  }
  const { pause: kind, pauseReason, pausedUntil, isBeingTried } = row;
  return kind && { kind, reason: pauseReason ?? '', until: pausedUntil, isBeingTried, isOfAll: false };
}
