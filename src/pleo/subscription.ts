import { scrub } from '../secrets/sent-secrets.js';
import { nextPageOf } from './next-page.js';
import type { PleoAnswer } from './pleo.answer.js';

type Answered = PleoAnswer & { readonly kind: 'answered' };

/** A subscription of Pleo's as far as the relay needs it: neither its headers nor its password, which Pleo repeats. */
export interface PleoSubscription {
  readonly id: string;
  readonly endpointUrl: string;
  readonly eventTypes: readonly string[];
  readonly isActive: boolean;
}

/** What the relay subscribes to. */
const JOB_CREATED = 'v1.export-job.created';

/** Pleo's pages spell the one event that matters in four ways. */
export const JOB_CREATED_SPELLINGS: ReadonlySet<unknown> = new Set([
  JOB_CREATED,
  'v1.export.job-created',
  'v2.export-job.created',
  'export-job.created',
]);

/** Ids are shown, logged and put into addresses. */
const ID = /^[\w-]{1,100}$/;

/** As Pleo's, of 16 bytes or more: shorter keys are guessable. */
const SECRET = /^whsec_[A-Za-z0-9+/]{22,200}={0,2}$/;

/** Whether it tells of new jobs. */
export function tellsOfJobs({ isActive, eventTypes }: PleoSubscription): boolean {
  return isActive && eventTypes.some((type) => JOB_CREATED_SPELLINGS.has(type));
}

/** The body that makes a subscription, or puts one right that has these event types. */
export function subscriptionBody(endpointUrl: string, eventTypes: readonly string[] = []): string {
  const isThere = eventTypes.some((type) => JOB_CREATED_SPELLINGS.has(type));
  const types = isThere ? eventTypes : [...eventTypes, JOB_CREATED];
  return JSON.stringify({ endpointUrl, eventTypes: types, status: 'ACTIVE' });
}

/**
 * A page of Pleo's `GET /subscriptions`, and the cursor of the next one; null when it makes no sense: also where a
 * subscription has no id that could be used, since it might be the one that is looked for.
 */
export function subscriptionPageOf({
  rawBody,
}: Answered): { readonly subscriptions: readonly PleoSubscription[]; readonly next: string | null } | null {
  if (rawBody.trim() === '') return { subscriptions: [], next: null };
  const { data, pagination } = objectIn(rawBody) ?? {};
  if (!Array.isArray(data)) return null;
  const next = nextPageOf(pagination);
  const read = data.filter(isThere).map(subscriptionOf);
  const subscriptions = read.filter((one) => one !== null);
  return next === undefined || subscriptions.length < read.length ? null : { subscriptions, next };
}

/** The subscription in Pleo's answer to a POST or PUT; null if it is malformed. */
export function subscriptionIn({ rawBody }: Answered): PleoSubscription | null {
  const body = objectIn(rawBody);
  return subscriptionOf(body?.['data'] ?? body);
}

/** The secret in Pleo's answer to `GET /subscriptions/{id}/secret`; null if it is malformed. */
export function webhookSecretIn({ rawBody }: Answered): string | null {
  const body = objectIn(rawBody);
  const { secretKey } = (body?.['data'] ?? body ?? {}) as { secretKey?: unknown };
  return typeof secretKey === 'string' && SECRET.test(secretKey) ? secretKey : null;
}

/** Not one of those that Pleo keeps the record of. */
function isThere(entry: unknown): boolean {
  return (entry as { deletedAt?: unknown } | null)?.deletedAt == null;
}

function subscriptionOf(value: unknown): PleoSubscription | null {
  const { id, endpointUrl, eventTypes, status } = (value ?? {}) as Record<string, unknown>;
  const isUsable = typeof id === 'string' && ID.test(id) && scrub(id) === id;
  if (!isUsable || typeof endpointUrl !== 'string') return null;
  // Some of Pleo's pages show one type in the place of the list.
  const types = [eventTypes].flat().filter((type) => typeof type === 'string');
  return { id, endpointUrl, eventTypes: types, isActive: status === 'ACTIVE' };
}

function objectIn(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
