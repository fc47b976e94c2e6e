import { Injectable } from '@nestjs/common';
import { type CompanyAuthorization, PleoCredentials } from '../credentials/pleo-credentials.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import type { Cancellation } from '../pleo/cancellation.js';
import { CircuitRepository } from '../queue/circuit.repository.js';
import type { Pause } from '../queue/circuit.js';
import { HandPausesRepository } from '../queue/hand-pauses.repository.js';
import { DEFAULT_CREDENTIAL } from '../queue/credential-queue.js';
import type { ClaimedMessage } from '../queue/message.js';
import { PleoSession } from './pleo-session.js';

/** Why Pleo is not asked. */
export type NoAccess =
  /** `waitMs` is left of it, or until the next probe. */
  | { readonly kind: 'paused'; readonly reason: string; readonly waitMs: number }
  /** `refused`: there is nothing to send with. `left_to_others`: other replicas may have something. */
  | { readonly kind: 'refused' | 'left_to_others'; readonly reason: string }
  /** Another credential is in force, or nothing of the company may be sent: it belongs in the queue of this name. */
  | { readonly kind: 'moved'; readonly credential: string }
  /** What the claim said of the company does not hold any more, or cannot be looked at: the next claim knows. */
  | { readonly kind: 'outdated' };

/** Why Pleo is not asked for a waiting caller. */
export type Refusal =
  | { readonly refused: string }
  /** `waitMs`: when to come again. */
  | { readonly pause: Pause; readonly waitMs: number };

/** What the database says of a company, or of nobody in particular; what is left out is looked up. */
export interface CompanyStanding {
  readonly companyId: string | null;
  /** Of its own credential; null when it has none. */
  readonly generation?: string | null;
  /** Of the credential that is in force; null when there is none. */
  readonly pause?: Pause | null;
}

/** How long a probe may be overdue before a caller's request goes in its place. */
const OVERDUE_MS = 10_000;

/** The one way to Pleo with a credential. */
@Injectable()
export class PleoAccess {
  constructor(
    private readonly credentials: PleoCredentials,
    private readonly circuits: CircuitRepository,
    private readonly handPauses: HandPausesRepository,
  ) {}

  /** For a request that obeys pauses and never causes one. Throws what pg throws. */
  async open(credential: string, cancellation: Cancellation): Promise<PleoSession | NoAccess> {
    const { pause } = await this.circuits.read(credential);
    if (pause) return { kind: 'paused', reason: pause.reason, waitMs: pause.remainingMs };
    const companyId = credential === DEFAULT_CREDENTIAL ? null : credential;
    const company = await this.credentials.authorizationFor(companyId);
    if ('refused' in company) return this.without(company);
    if (company.credential !== credential) return { kind: 'moved', credential: company.credential };
    return this.session(companyId, company, cancellation);
  }

  /**
   * For a read with a waiting caller: with the credential in force. It obeys pauses, but for an open circuit,
   * which is about deliveries; and a pause that is overdue for a probe by OVERDUE_MS, since nothing waits that could
   * test it. Throws what pg throws.
   */
  openForRead(company: CompanyStanding, cancellation: Cancellation): Promise<PleoSession | Refusal> {
    return this.openForCaller(company, cancellation, (pause) =>
      pause.kind === 'circuit_open' ? 0 : waitMsOf(pause),
    );
  }

  /** The same for what is written at Pleo and never repeated: an open circuit stops it, until a probe is overdue. */
  openForWrite(company: CompanyStanding, cancellation: Cancellation): Promise<PleoSession | Refusal> {
    return this.openForCaller(company, cancellation, waitMsOf);
  }

  /**
   * For what ends the company's connection, before its own credential is deleted: whatever is paused, and also where
   * the company is put away. Throws what pg throws.
   */
  async openToEnd(companyId: string, cancellation: Cancellation): Promise<PleoSession | NoAccess> {
    const company = await this.credentials.authorizationToEnd(companyId);
    if (!company) return { kind: 'outdated' };
    return 'refused' in company ? this.without(company) : this.session(companyId, company, cancellation);
  }

  /**
   * For what was claimed: the claim has looked at pauses, and says whether the company has a credential of its own, and
   * whether anything of it may be sent. Pauses by hand are looked at again where that is too long ago.
   */
  async openClaimed(message: ClaimedMessage, cancellation: Cancellation): Promise<PleoSession | NoAccess> {
    const { companyId, generation, stoppedIn, credential } = message;
    if (stoppedIn !== null) return { kind: 'moved', credential: stoppedIn };
    if (generation === undefined && (await this.isPausedByHand(companyId))) return { kind: 'outdated' };
    const company =
      this.credentials.cached(companyId, generation) ?? (await this.authorize(companyId, generation));
    if (company === null) return { kind: 'outdated' };
    // It had one of its own when the message was claimed: the default one must not stand in for it.
    if (typeof generation === 'string' && company.credential !== companyId) return { kind: 'outdated' };
    if (company.credential !== credential) return { kind: 'moved', credential: company.credential };
    return 'refused' in company ? this.without(company) : this.session(companyId, company, cancellation);
  }

  private async openForCaller(
    { companyId, generation, pause: known }: CompanyStanding,
    cancellation: Cancellation,
    waitOf: (pause: Pause) => number,
  ): Promise<PleoSession | Refusal> {
    const company = await this.credentials.authorizationFor(companyId, generation);
    if ('refused' in company) return company;
    const { credential } = company;
    // Another credential than the company had a moment ago.
    const isOther = credential !== (generation === null ? DEFAULT_CREDENTIAL : companyId);
    const pause = known === undefined || isOther ? (await this.circuits.read(credential)).pause : known;
    const waitMs = pause ? waitOf(pause) : 0;
    if (pause && waitMs > 0) return { pause, waitMs };
    return this.session(companyId, company, cancellation);
  }

  /** Also when the database does not say. */
  private async isPausedByHand(companyId: string | null): Promise<boolean> {
    try {
      return await this.handPauses.isPaused(companyId);
    } catch (error) {
      if (isDatabaseUnavailable(error)) return true;
      throw error;
    }
  }

  /** Null when the database does not say. */
  private async authorize(
    companyId: string | null,
    generation: string | null | undefined,
  ): Promise<CompanyAuthorization | null> {
    try {
      return await this.credentials.authorizationFor(companyId, generation);
    } catch (error) {
      if (isDatabaseUnavailable(error)) return null;
      throw error;
    }
  }

  private without({ credential, refused }: { credential: string; refused: string }): NoAccess {
    const kind = this.credentials.leavesAlone(credential) ? 'left_to_others' : 'refused';
    return { kind, reason: refused };
  }

  private session(
    companyId: string | null,
    { credential, authorization }: { credential: string; authorization: string },
    cancellation: Cancellation,
  ): PleoSession {
    return new PleoSession(credential, authorization, cancellation, companyId, this.credentials);
  }
}

/** How long callers wait for the end of a pause; not longer than 0 when they need not. */
function waitMsOf({ kind, remainingMs }: Pause): number {
  return kind === 'told_to_wait' ? remainingMs : remainingMs + OVERDUE_MS;
}
