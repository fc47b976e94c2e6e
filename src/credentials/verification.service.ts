import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Cancellation } from '../pleo/cancellation.js';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { bearer, openedOf } from './authorization.js';
import { CredentialsRepository, type StoredCredential } from './credentials.repository.js';
import { unverified, type Verdict, verdictOf } from './introspection.js';
import { isDue } from './pleo-credentials.js';
import { Seals } from './seals.js';
import { TokenRefresh } from './token-refresh.js';
import { VerificationRepository } from './verification.repository.js';

/** Connections for these requests, which deliveries do not use. */
export const CHECKS = 16;

/** Time for all that is not asking Pleo, before a sweep takes a credential that was just set for abandoned. */
const WRITE_MS = 5000;

/** Asks Pleo whose a company's credential is and what it may, and keeps the answer. */
@Injectable()
export class VerificationService implements OnModuleDestroy {
  private readonly logger = new Logger(VerificationService.name);
  private readonly underWay = new Set<Cancellation>();
  private readonly timeoutMs: number;
  private stopping = false;

  constructor(
    private readonly repository: CredentialsRepository,
    private readonly verdicts: VerificationRepository,
    private readonly pleo: PleoClient,
    private readonly tokens: TokenRefresh,
    private readonly seals: Seals,
    { PLEO_TIMEOUT_MS }: Settings,
  ) {
    this.timeoutMs = PLEO_TIMEOUT_MS;
  }

  /** After which a credential that was set and not checked is left to a sweep, in milliseconds. */
  get abandonedAfterMs(): number {
    return this.timeoutMs + WRITE_MS;
  }

  /** Gives up what is under way: nothing is written of it, and a sweep asks again. */
  onModuleDestroy(): void {
    this.stopping = true;
    for (const cancellation of this.underWay) cancellation.end();
  }

  /**
   * Asks Pleo, within PLEO_TIMEOUT_MS in all, and returns the credential as it is then: not settled where the relay is
   * about to end, or it has changed meanwhile. Safe to repeat, here and elsewhere. Throws what pg throws.
   */
  async check(row: StoredCredential): Promise<StoredCredential> {
    if (this.stopping) return row;
    const { asked, verdict } = await this.ask(row);
    if (this.stopping) return asked;
    const settled = await this.verdicts.settleCheck(asked, verdict);
    if (settled?.isOther) this.tell(settled);
    return settled ?? (await this.repository.find(row.companyId)) ?? asked;
  }

  /** Whether an access token that nobody has kept yet is certainly that of another company. Never throws. */
  async isOfAnother(companyId: string, accessToken: string): Promise<boolean> {
    const answer = await this.introspect(bearer(accessToken), performance.now() + this.timeoutMs);
    return verdictOf(answer, companyId).verification === 'wrong_company';
  }

  /**
   * Tokens that are due are renewed first, and so are those that Pleo refuses though nobody has renewed them since
   * they were set. `asked` is the row that was asked with.
   */
  private async ask(row: StoredCredential): Promise<{ asked: StoredCredential; verdict: Verdict }> {
    const end = performance.now() + this.timeoutMs;
    let asked = row;
    if (isDue(asked)) asked = await this.renewed(asked, false, end);
    for (;;) {
      if (asked.status === 'consent_needed') return { asked, verdict: unverified(asked.reason ?? '') };
      const opened = openedOf(asked, this.seals);
      if (opened.kind === 'unreadable') return { asked, verdict: unverified(opened.reason) };
      if (isOver(asked))
        return { asked, verdict: unverified('The access token has expired and was not renewed.') };
      const answer = await this.introspect(opened.value, end);
      const isRefused = answer.kind === 'answered' && answer.status === 401;
      const before = asked.generation;
      if (isRefused && isAsSet(asked)) asked = await this.renewed(asked, true, end);
      if (asked.generation === before) return { asked, verdict: verdictOf(answer, asked.companyId) };
    }
  }

  private async introspect(authorization: string, end: number): Promise<PleoAnswer> {
    const cancellation = new Cancellation();
    this.underWay.add(cancellation);
    const timer = setTimeout(() => cancellation.end(), Math.max(end - performance.now(), 1));
    try {
      const answer = await this.pleo.introspect({ authorization, cancellation });
      const isLate = answer.kind === 'unanswered' && cancellation.isOver && !this.stopping;
      return isLate ? { ...answer, code: 'TIMEOUT' } : answer;
    } finally {
      clearTimeout(timer);
      this.underWay.delete(cancellation);
    }
  }

  /** The row after a renewal of its tokens, or as it is once waiting for that takes too long. */
  private async renewed(row: StoredCredential, isRefused: boolean, end: number): Promise<StoredCredential> {
    const waitMs = Math.max(end - performance.now(), 1);
    await Promise.race([
      this.tokens.refresh(row, { isRefused, waitMs }),
      sleep(waitMs, undefined, { ref: false }),
    ]);
    return (await this.repository.find(row.companyId)) ?? row;
  }

  private tell({ companyId, verification, verificationReason }: StoredCredential): void {
    switch (verification) {
      case 'verified':
        this.logger.log({ companyId }, `The credential of company ${companyId} is verified`);
        return;
      case 'wrong_company':
      case 'missing_scopes':
        this.logger.error(
          { companyId },
          `The credential of company ${companyId} is not used: ${verificationReason ?? ''}`,
        );
        return;
      case 'pending':
      case 'unverified':
        this.logger.warn(
          { companyId },
          `The credential of company ${companyId} could not be verified: ${verificationReason ?? ''}`,
        );
    }
  }
}

/** Whether its tokens are still those that it was set with. */
function isAsSet({ type, refreshedAt, updatedAt }: StoredCredential): boolean {
  return type === 'oauth' && refreshedAt !== null && refreshedAt <= updatedAt;
}

function isOver({ type, accessEndsInMs }: StoredCredential): boolean {
  return type === 'oauth' && accessEndsInMs !== null && accessEndsInMs <= 0;
}
