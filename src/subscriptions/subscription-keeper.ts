import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { jitter } from '../loops/jitter.js';
import { Cancellation } from '../pleo/cancellation.js';
import { PleoAccess } from '../pleo-access/pleo-access.js';
import { PleoSession } from '../pleo-access/pleo-session.js';
import { endpointUrlOf } from './endpoint-url.js';
import { type KeptSubscription, nextStep } from './next-step.js';
import { type Ask, PleoSubscriptions } from './pleo-subscriptions.js';
import {
  type StoredSubscription,
  type SubscriptionClaim,
  SubscriptionsRepository,
} from './subscriptions.repository.js';
import { TurnOver } from './turn-over.js';

/** How long a subscription that was seen to is left alone, up to a third less. */
const LOOK_EVERY_MS = 15 * 60_000;

/** Steps of one turn: what is left over, as after many answers that came too late, is for the next one. */
const MAX_STEPS = 20;

/** Brings the subscription of a company in line at Pleo and here, step by step, as long as the claim is held. */
@Injectable()
export class SubscriptionKeeper implements OnModuleDestroy {
  private readonly logger = new Logger(SubscriptionKeeper.name);
  private readonly underWay = new Set<Cancellation>();
  private stopping = false;

  constructor(
    private readonly repository: SubscriptionsRepository,
    private readonly pleo: PleoSubscriptions,
    private readonly access: PleoAccess,
    private readonly settings: Settings,
  ) {}

  /** Gives up what is under way; the next turn finds at Pleo what came of it. */
  onModuleDestroy(): void {
    this.stopping = true;
    for (const cancellation of this.underWay) cancellation.end();
  }

  /** One turn, to its end. Throws what pg throws; whatever Pleo does is written down. */
  async lookAfter(held: SubscriptionClaim, row: StoredSubscription, wantsRotation: boolean): Promise<void> {
    const cancellation = new Cancellation();
    this.underWay.add(cancellation);
    try {
      await this.turn(held, row, wantsRotation, this.asker(held, cancellation));
      await this.repository.settle(held, LOOK_EVERY_MS * jitter());
    } catch (error) {
      if (!(error instanceof TurnOver)) throw error;
      await this.end(held, row, error);
    } finally {
      this.underWay.delete(cancellation);
    }
  }

  private async turn(
    held: SubscriptionClaim,
    row: StoredSubscription,
    wantsRotation: boolean,
    ask: Ask,
  ): Promise<void> {
    const endpointUrl = endpointUrlOf(this.settings.PUBLIC_URL ?? '', held.companyId);
    let kept = keptOf(row, wantsRotation);
    let listed = await this.pleo.list(ask, endpointUrl);
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const step = nextStep(kept, listed);
      switch (step.kind) {
        case 'done':
          return;
        case 'note_lost':
          await this.noteLost(held, kept);
          kept = { ...kept, isLost: true };
          break;
        case 'make':
          listed = [...listed, await this.pleo.make(ask, endpointUrl)];
          break;
        case 'keep':
          kept = keptOf(await this.keep(held, step.id, await this.pleo.secretOf(ask, step.id)), false);
          break;
        case 'mend': {
          const { id } = step.subscription;
          await this.pleo.mend(ask, step.subscription);
          listed = listed.map((one) =>
            one.id === id ? { ...one, isActive: true, eventTypes: ALL_RIGHT } : one,
          );
          this.say(held, `was not for jobs at Pleo any more, and was corrected: ${id}`);
          break;
        }
        case 'remove':
          await this.pleo.remove(ask, step.id);
          listed = listed.filter(({ id }) => id !== step.id);
          break;
        case 'forget_previous':
          await this.repository.forgetPrevious(held);
          kept = { ...kept, previousId: null };
      }
    }
  }

  /** Each request by itself: as long as the claim is held, nothing is paused, and the credential may be used. */
  private asker(held: SubscriptionClaim, cancellation: Cancellation): Ask {
    return async (request) => {
      if (this.stopping || !(await this.repository.renew(held))) throw LOST;
      const session = await this.access.open(held.companyId, cancellation);
      if (!(session instanceof PleoSession)) {
        if (session.kind === 'paused') throw new TurnOver('fault', session.reason, session.waitMs);
        throw LOST;
      }
      const answer = await session.read(request);
      if (this.stopping) throw LOST;
      return answer;
    };
  }

  private async keep(held: SubscriptionClaim, id: string, secret: string): Promise<StoredSubscription> {
    const row = await this.repository.keep(held, id, secret);
    if (!row) throw LOST;
    this.logger.log(
      { companyId: held.companyId },
      `The relay has subscribed to the webhooks of company ${held.companyId}: ${id}`,
    );
    return row;
  }

  private async noteLost(held: SubscriptionClaim, { subscriptionId }: KeptSubscription): Promise<void> {
    const reason = 'Pleo no longer has it at this address.';
    await this.repository.noteLost(held, reason);
    this.say(held, `is lost: Pleo no longer has ${subscriptionId ?? ''} at this address`);
  }

  private async end(held: SubscriptionClaim, row: StoredSubscription, over: TurnOver): Promise<void> {
    if (over.kind === 'lost') return this.repository.release(held);
    const { message: reason, waitMs } = over;
    await this.repository.fail(held, over.kind === 'refused', reason, waitMs);
    if (reason !== row.reason) this.say(held, `could not be checked: ${reason}`);
  }

  private say({ companyId }: SubscriptionClaim, what: string): void {
    this.logger.warn({ companyId }, `The subscription of company ${companyId} ${what}`);
  }
}

const LOST = new TurnOver('lost', 'This replica has lost the turn.');

const ALL_RIGHT = ['v1.export-job.created'];

function keptOf(row: StoredSubscription, wantsRotation: boolean): KeptSubscription {
  const { subscriptionId, secret, status, previousId, isOverlapOver } = row;
  return {
    subscriptionId,
    hasSecret: secret !== null,
    isLost: status === 'lost',
    previousId,
    isOverlapOver,
    wantsRotation,
  };
}
