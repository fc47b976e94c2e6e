import { Injectable } from '@nestjs/common';
import { type CompanyAuthorization, PleoCredentials } from '../credentials/pleo-credentials.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import type { Cancellation } from '../pleo/cancellation.js';
import { CircuitRepository } from '../queue/circuit.repository.js';
import { DEFAULT_CREDENTIAL } from '../queue/credential-queue.js';
import type { ClaimedMessage } from '../queue/message.js';
import { PleoSession } from './pleo-session.js';

/** Why Pleo is not asked. */
export type NoAccess =
  /** `refused`: there is nothing to send with. `left_to_others`: other replicas may have something. */
  | { readonly kind: 'paused' | 'refused' | 'left_to_others'; readonly reason: string }
  /** Another credential is in force. */
  | { readonly kind: 'moved'; readonly credential: string }
  /** What the claim said of the company does not hold any more, or cannot be looked at: the next claim knows. */
  | { readonly kind: 'outdated' };

/** The one way to Pleo with a credential. */
@Injectable()
export class PleoAccess {
  constructor(
    private readonly credentials: PleoCredentials,
    private readonly circuits: CircuitRepository,
  ) {}

  /** For a request that obeys pauses and never causes one. Throws what pg throws. */
  async open(credential: string, cancellation: Cancellation): Promise<PleoSession | NoAccess> {
    const { pause } = await this.circuits.read(credential);
    if (pause) return { kind: 'paused', reason: pause.reason };
    const companyId = credential === DEFAULT_CREDENTIAL ? null : credential;
    const company = await this.credentials.authorizationFor(companyId);
    if ('refused' in company) return this.without(company);
    if (company.credential !== credential) return { kind: 'moved', credential: company.credential };
    return this.session(companyId, company, cancellation);
  }

  /** For what was claimed: the claim has looked at pauses, and says whether the company has a credential of its own. */
  async openClaimed(
    { companyId, generation, credential }: ClaimedMessage,
    cancellation: Cancellation,
  ): Promise<PleoSession | NoAccess> {
    const company =
      this.credentials.cached(companyId, generation) ?? (await this.authorize(companyId, generation));
    if (company === null) return { kind: 'outdated' };
    // It had one of its own when the message was claimed: the default one must not stand in for it.
    if (typeof generation === 'string' && company.credential !== companyId) return { kind: 'outdated' };
    if (company.credential !== credential) return { kind: 'moved', credential: company.credential };
    return 'refused' in company ? this.without(company) : this.session(companyId, company, cancellation);
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
