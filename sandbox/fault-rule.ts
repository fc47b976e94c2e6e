import { EVENTS } from './export-job.js';
import { asObject } from './json-body.js';
import { isUuid } from './uuid.js';

/** One way in which Pleo misbehaves. Without `match` it applies to every request at Pleo's routes. */
export interface FaultRule {
  match?: { method?: string; route?: string; jobId?: string; event?: string };
  /** Apply so often, then never again. */
  times?: number;
  /** Apply to each n-th request that matches. */
  every?: number;
  /** Apply with this chance, 0 to 1; the same seed gives the same choices. */
  probability?: number;
  seed?: number;
  /** Wait first; alone, the request is then handled as usual. */
  latencyMs?: number;
  /** Up to so much longer, at random. */
  jitterMs?: number;
  /** Answer with this status and do not change the job. */
  status?: number;
  retryAfter?: string;
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
  /** Encode the answer: compressed, or with a byte order mark; alone, the request is handled as usual. */
  coat?: Coat;
  /** Make the change, then cut the connection instead of answering. */
  loseAnswer?: boolean;
  /** Cut the connection before any change. */
  dropConnection?: boolean;
  /** Never answer, change nothing. */
  hang?: boolean;
  /** Make the change, then never answer. */
  hangAfterChange?: boolean;
}

/** Pleo's paths, without the version. */
export const ROUTES = [
  'export-job-events',
  'export-jobs',
  'export-jobs/{jobId}',
  'export-jobs/{jobId}/items',
  'export-items',
  'introspect',
  'installations/me',
  'installations/me:activate',
  'subscriptions',
  'subscriptions/{subscriptionId}',
  'subscriptions/{subscriptionId}/secret',
] as const;

const OUTCOMES = ['loseAnswer', 'dropConnection', 'hang', 'hangAfterChange'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const COATS = ['gzip', 'deflate', 'br', 'bom'] as const;
export type Coat = (typeof COATS)[number];

const MAX_WAIT_MS = 3_600_000;

type Check = { right: (value: unknown) => boolean; must: string };
const CHECKS: Record<keyof FaultRule, Check> = {
  match: { right: (value) => asObject(value) !== undefined, must: 'be an object' },
  times: { right: wholeNumber(1), must: 'be a whole number from 1' },
  every: { right: wholeNumber(1), must: 'be a whole number from 1' },
  probability: { right: numberBetween(0, 1), must: 'be a number from 0 to 1' },
  seed: { right: wholeNumber(0), must: 'be a whole number from 0' },
  latencyMs: { right: numberBetween(0, MAX_WAIT_MS), must: `be a number from 0 to ${MAX_WAIT_MS}` },
  jitterMs: { right: numberBetween(0, MAX_WAIT_MS), must: `be a number from 0 to ${MAX_WAIT_MS}` },
  status: { right: wholeNumber(200, 599), must: 'be a whole number from 200 to 599' },
  retryAfter: { right: isHeaderValue, must: 'be a string: seconds or an HTTP date' },
  body: { right: () => true, must: '' },
  contentType: { right: isHeaderValue, must: 'be a string' },
  headers: { right: isHeaders, must: 'be an object of header names and strings' },
  coat: {
    right: (value) => (COATS as readonly unknown[]).includes(value),
    must: `be one of ${COATS.join(', ')}`,
  },
  loseAnswer: { right: (value) => value === true, must: 'be true' },
  dropConnection: { right: (value) => value === true, must: 'be true' },
  hang: { right: (value) => value === true, must: 'be true' },
  hangAfterChange: { right: (value) => value === true, must: 'be true' },
};
const MATCH_CHECKS: Record<keyof NonNullable<FaultRule['match']>, Check> = {
  method: {
    right: (value) => /^(get|post|put|delete)$/i.test(String(value)),
    must: 'be GET, POST, PUT or DELETE',
  },
  route: {
    right: (value) => (ROUTES as readonly unknown[]).includes(value),
    must: `be one of ${ROUTES.join(', ')}`,
  },
  jobId: { right: isUuid, must: 'be a UUID' },
  event: {
    right: (value) => (EVENTS as readonly unknown[]).includes(value),
    must: `be one of ${EVENTS.join(', ')}`,
  },
};

/** Everything that is wrong with the rules, each with its place. */
export function faultRuleProblems(rules: unknown): string[] {
  if (!Array.isArray(rules)) return ['the rules must be an array'];
  return rules.flatMap((value: unknown, index) => {
    const place = `rule ${index + 1}`;
    const rule = asObject(value);
    if (rule === undefined) return [`${place} must be an object`];
    const problems = propertyProblems(rule, CHECKS, place);
    if (asObject(rule.match))
      problems.push(...propertyProblems(asObject(rule.match)!, MATCH_CHECKS, `${place}, match`));
    const outcomes = ['status', ...OUTCOMES].filter((name) => rule[name] !== undefined);
    if (outcomes.length > 1) problems.push(`${place} can have only one of ${outcomes.join(', ')}`);
    if (
      outcomes.length === 0 &&
      ['latencyMs', 'jitterMs', 'coat'].every((name) => rule[name] === undefined)
    ) {
      problems.push(
        `${place} does nothing: give it latencyMs, jitterMs, coat, status, ${OUTCOMES.join(', ')}`,
      );
    }
    const ofAnswer = ['retryAfter', 'body', 'contentType', 'headers'].filter(
      (name) => rule[name] !== undefined,
    );
    if (rule.status === undefined && ofAnswer.length > 0)
      problems.push(`${place}: ${ofAnswer.join(', ')} need a status`);
    return problems;
  });
}

export function outcomeOf(rule: FaultRule): Outcome | undefined {
  return OUTCOMES.find((name) => rule[name] === true);
}

function propertyProblems(
  object: Record<string, unknown>,
  checks: Record<string, Check>,
  place: string,
): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (!Object.hasOwn(checks, name)) {
      return [`${place}: ${name} is not known; there are ${Object.keys(checks).join(', ')}`];
    }
    return checks[name]!.right(value) ? [] : [`${place}: ${name} must ${checks[name]!.must}`];
  });
}

function numberBetween(min: number, max: number): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && value >= min && value <= max;
}

function wholeNumber(min: number, max = 2 ** 31 - 1): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && numberBetween(min, max)(value);
}

function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' && /^[\x20-\x7e]+$/.test(value);
}

function isHeaders(value: unknown): boolean {
  const headers = Object.entries(asObject(value) ?? { '': null });
  return headers.every(([name, text]) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/i.test(name) && isHeaderValue(text));
}
