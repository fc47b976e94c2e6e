import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { Cancellation } from '../pleo/cancellation.js';
import { PleoAccess } from '../pleo-access/pleo-access.js';
import { PleoSession } from '../pleo-access/pleo-session.js';
import { endpointUrlOf } from './endpoint-url.js';
import { type Ask, PleoSubscriptions } from './pleo-subscriptions.js';
import { type SubscriptionClaim, SubscriptionsRepository } from './subscriptions.repository.js';
import { TurnOver } from './turn-over.js';

/** The poll interval for the release of the claim by its holder. */
const LOOK_MS = 100;

/** Pauses before Pleo is asked again where it fails for a moment, in milliseconds: there is no later time to do so. */
const PAUSES_MS = [250, 1000];

/** Time for all that is not asking Pleo. */
const WRITE_MS = 10_000;

/**
 * Removes the subscription of a company before its credential is deleted, with that credential: nothing else could.
 * What Pleo does not let go stays known, as `removing`, and the credential is deleted anyway.
 */
@Injectable()
export class SubscriptionRemoval implements OnModuleInit {
  private readonly logger = new Logger(SubscriptionRemoval.name);

  constructor(
    private readonly repository: SubscriptionsRepository,
    private readonly pleo: PleoSubscriptions,
    private readonly access: PleoAccess,
    private readonly credentials: CredentialsService,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.credentials.beforeDeletion((companyId) => this.remove(companyId));
  }

  /** Takes two times PLEO_TIMEOUT_MS at most, and resolves to what is to be done after the deletion. */
  private async remove(companyId: string): Promise<() => Promise<void>> {
    const isThere = await this.repository.askRemoval(companyId, this.settings.PLEO_WEBHOOK_SUBSCRIBE);
    if (!isThere) return () => Promise.resolve();
    const reason = await this.tryToRemove(companyId);
    if (reason !== null)
      this.logger.warn(
        { companyId },
        `The subscription of company ${companyId} may be left at Pleo: ${reason}`,
      );
    return () => this.repository.endRemoval(companyId, reason);
  }

  /** Null: it is gone. Else why it may not be. */
  private async tryToRemove(companyId: string): Promise<string | null> {
    const cancellation = new Cancellation();
    const { PLEO_TIMEOUT_MS } = this.settings;
    const timer = setTimeout(() => cancellation.end(), 2 * PLEO_TIMEOUT_MS);
    try {
      const held = await this.claim(companyId, cancellation);
      await this.removePatiently(companyId, cancellation);
      await this.repository.noteRemoved(held);
      return null;
    } catch (error) {
      if (!(error instanceof TurnOver)) throw error;
      return error.message;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The holder of the claim releases it before its next request to Pleo. */
  private async claim(companyId: string, cancellation: Cancellation): Promise<SubscriptionClaim> {
    const leaseMs = 2 * this.settings.PLEO_TIMEOUT_MS + WRITE_MS;
    for (;;) {
      const held = await this.repository.claimRemoval(companyId, leaseMs);
      if (held) return held;
      if (cancellation.isOver) throw new TurnOver('lost', 'Another replica was asking Pleo about it.');
      await sleep(LOOK_MS);
    }
  }

  private async removePatiently(companyId: string, cancellation: Cancellation): Promise<void> {
    const ask = this.asker(companyId, cancellation);
    for (const pauseMs of PAUSES_MS) {
      try {
        return await this.removeAll(companyId, ask);
      } catch (error) {
        const isPassing = error instanceof TurnOver && error.kind === 'fault';
        if (!isPassing || cancellation.isOver) throw error;
      }
      await sleep(pauseMs);
    }
    return this.removeAll(companyId, ask);
  }

  /** Also an unknown one: the replica that made it may have lost the answer. */
  private async removeAll(companyId: string, ask: Ask): Promise<void> {
    const endpointUrl = endpointUrlOf(this.settings.PUBLIC_URL ?? '', companyId);
    for (const { id } of await this.pleo.list(ask, endpointUrl)) await this.pleo.remove(ask, id);
  }

  private asker(companyId: string, cancellation: Cancellation): Ask {
    return async (request) => {
      const session = await this.access.openToEnd(companyId, cancellation);
      if (!(session instanceof PleoSession)) {
        throw new TurnOver('fault', 'reason' in session ? session.reason : 'The company has no credential.');
      }
      return session.read(request);
    };
  }
}
