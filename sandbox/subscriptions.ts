import { randomBytes, randomUUID } from 'node:crypto';
import { badRequest, PleoError } from './answer.js';
import { asObject } from './json-body.js';

/** What a client sets of a subscription. */
export interface NewSubscription {
  readonly endpointUrl: string;
  readonly eventTypes: readonly string[];
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly customHeaders: Readonly<Record<string, string>>;
  /** With the password in clear, which Pleo repeats in its answers. */
  readonly endpointAuth: Readonly<Record<string, unknown>>;
}

export interface Subscription extends NewSubscription {
  readonly id: string;
  /** The URN of the company or organisation that made it. */
  readonly owner: string;
  /** Its place in the list. */
  readonly position: number;
  /** `whsec_` and base64 of 24 bytes. */
  readonly secret: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** The subscriptions of all companies, each seen by its owner only. */
export class Subscriptions {
  /** Owners that are answered 403 to all of these routes; `*` is everybody. */
  readonly refused = new Set<string>();
  readonly #byId = new Map<string, Subscription>();
  #next = 1;

  get all(): readonly Subscription[] {
    return [...this.#byId.values()];
  }

  of(owner: string): Subscription[] {
    return this.all.filter((one) => one.owner === owner);
  }

  /** Those that hear of a company's jobs: its own, and those of organisations. */
  hearing(companyId: string, eventType: string): Subscription[] {
    return this.all.filter(
      ({ owner, status, eventTypes }) =>
        status === 'ACTIVE' &&
        eventTypes.includes(eventType) &&
        (owner === `urn:pleo:company:${companyId}` || owner.startsWith('urn:pleo:organisation:')),
    );
  }

  /** Throws 404 also where it belongs to another caller. */
  get(owner: string, id: string): Subscription {
    const found = this.#byId.get(id);
    if (found?.owner !== owner)
      throw new PleoError(404, 'SUBSCRIPTION_NOT_FOUND', 'There is no such subscription.');
    return found;
  }

  make(owner: string, given: NewSubscription): Subscription {
    const now = new Date().toISOString();
    const made: Subscription = {
      ...given,
      id: randomUUID(),
      owner,
      position: this.#next++,
      secret: `whsec_${randomBytes(24).toString('base64')}`,
      createdAt: now,
      updatedAt: now,
    };
    this.#byId.set(made.id, made);
    return made;
  }

  /** Replaces all that a client sets. */
  replace(owner: string, id: string, given: NewSubscription): Subscription {
    const changed = { ...this.get(owner, id), ...given, updatedAt: new Date().toISOString() };
    this.#byId.set(id, changed);
    return changed;
  }

  remove(owner: string, id: string): void {
    this.get(owner, id);
    this.#byId.delete(id);
  }

  clear(): void {
    this.refused.clear();
    this.#byId.clear();
  }
}

/** The body of POST and PUT. Throws 400 with all mistakes. */
export function readSubscription(value: unknown): NewSubscription {
  const body = asObject(value);
  if (body === undefined) throw badRequest(['The body must be an object']);
  const { endpointUrl, eventTypes, status = 'ACTIVE', customHeaders = {} } = body;
  const { endpointAuth = { type: 'NONE' } } = body;
  const problems: string[] = [];
  if (typeof endpointUrl !== 'string' || !/^https?:$/.test(protocolOf(endpointUrl)))
    problems.push('endpointUrl must be an address');
  const isList = Array.isArray(eventTypes) && eventTypes.every((type) => typeof type === 'string');
  if (!isList || eventTypes.length === 0 || new Set(eventTypes).size < eventTypes.length)
    problems.push('eventTypes must be an array of different strings');
  if (status !== 'ACTIVE' && status !== 'INACTIVE') problems.push('status must be ACTIVE or INACTIVE');
  if (!asObject(customHeaders)) problems.push('customHeaders must be an object');
  if (!asObject(endpointAuth)) problems.push('endpointAuth must be an object');
  if (problems.length > 0) throw badRequest(problems);
  return { endpointUrl, eventTypes, status, customHeaders, endpointAuth } as NewSubscription;
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : '';
}
