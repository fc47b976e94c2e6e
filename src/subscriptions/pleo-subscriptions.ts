import { Injectable } from '@nestjs/common';
import type { Permit } from '../pleo/permit.js';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { readFaultOf } from '../pleo/pleo.outcome.js';
import {
  type PleoSubscription,
  subscriptionBody,
  subscriptionIn,
  subscriptionPageOf,
  webhookSecretIn,
} from '../pleo/subscription.js';
import { isSameUrl } from './endpoint-url.js';
import { TurnOver } from './turn-over.js';

/** Makes one request, as long as the turn may. Throws `TurnOver`. */
export type Ask = (request: (permit: Permit) => Promise<PleoAnswer>) => Promise<PleoAnswer>;

type Answered = PleoAnswer & { readonly kind: 'answered' };

/** More pages than these are a mistake, ours or Pleo's: 1000 subscriptions, where a customer is to have one. */
const MAX_PAGES = 50;

/** The subscriptions of one company at Pleo, request by request. All calls throw `TurnOver`. */
@Injectable()
export class PleoSubscriptions {
  constructor(private readonly pleo: PleoClient) {}

  /** Those with this address, on all pages. */
  async list(ask: Ask, endpointUrl: string): Promise<PleoSubscription[]> {
    const found: PleoSubscription[] = [];
    const seen = new Set<string | null>();
    for (let after: string | null = null; ;) {
      seen.add(after);
      const cursor: string | null = after;
      const answer = goodOf(await ask((permit) => this.pleo.listSubscriptions(cursor, permit)));
      const page = subscriptionPageOf(answer);
      if (!page) throw senseless('GET /v1/subscriptions');
      found.push(...page.subscriptions.filter((one) => isSameUrl(one.endpointUrl, endpointUrl)));
      if (page.next === null) return found;
      if (seen.has(page.next) || seen.size >= MAX_PAGES)
        throw new TurnOver('fault', 'Pleo’s list of subscriptions does not end.');
      after = page.next;
    }
  }

  /** A second one is made where this is called again: list first, also after an answer that was lost. */
  async make(ask: Ask, endpointUrl: string): Promise<PleoSubscription> {
    const body = subscriptionBody(endpointUrl);
    const answer = goodOf(await ask((permit) => this.pleo.createSubscription(body, permit)));
    const made = subscriptionIn(answer);
    if (!made) throw senseless('POST /v1/subscriptions');
    return made;
  }

  /** Makes it tell of jobs. */
  async mend(ask: Ask, { id, endpointUrl, eventTypes }: PleoSubscription): Promise<void> {
    const body = subscriptionBody(endpointUrl, eventTypes);
    goodOf(await ask((permit) => this.pleo.updateSubscription(id, body, permit)));
  }

  /** One that is gone is removed as well. */
  async remove(ask: Ask, id: string): Promise<void> {
    const answer = await ask((permit) => this.pleo.deleteSubscription(id, permit));
    if (answer.kind === 'answered' && answer.status === 404) return;
    goodOf(answer);
  }

  async secretOf(ask: Ask, id: string): Promise<string> {
    const secret = webhookSecretIn(
      goodOf(await ask((permit) => this.pleo.readSubscriptionSecret(id, permit))),
    );
    if (secret === null) throw senseless('GET /v1/subscriptions/{id}/secret');
    return secret;
  }
}

function goodOf(answer: PleoAnswer): Answered {
  const fault = readFaultOf(answer);
  if (answer.kind === 'answered' && !fault) return answer;
  const error = fault?.error ?? '';
  switch (fault?.kind) {
    case 'refused':
    case 'state':
      throw new TurnOver('refused', error);
    case 'credential':
      // 401 is about the token, which is renewed.
      throw new TurnOver(answer.kind === 'answered' && answer.status === 403 ? 'refused' : 'fault', error);
    case 'wait':
      throw new TurnOver('fault', error, fault.waitMs);
    default:
      throw new TurnOver('fault', error);
  }
}

function senseless(route: string): TurnOver {
  return new TurnOver('fault', `Pleo’s answer to ${route} is not in the expected form.`);
}
