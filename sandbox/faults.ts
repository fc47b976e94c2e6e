import { STATUS_CODES } from 'node:http';
import type { Answer } from './answer.js';
import { type Coat, faultRuleProblems, outcomeOf, type FaultRule, type Outcome } from './fault-rule.js';
import { seededRandom } from './seeded-random.js';

/** The fault of one request. */
export interface Fault {
  readonly name: string;
  readonly waitMs: number;
  readonly coat: Coat | undefined;
  readonly outcome: Outcome | 'answer' | 'none';
  /** Given with the outcome `answer`. */
  readonly answer: Answer | undefined;
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly random: () => number;
  matched: number;
  applied: number;
}

export interface Matchable {
  readonly method: string;
  /** Pleo's path, without the version. */
  readonly route: string;
  readonly jobId: string | null;
  readonly event: string | null;
}

const DEFAULT_SEED = 1;

/** The fault rules in force: the first matching rule that is not used up decides. */
export class Faults {
  #rules: ActiveRule[] = [];

  get state(): { rules: FaultRule[]; applied: number[] } {
    return { rules: this.#rules.map(({ rule }) => rule), applied: this.#rules.map(({ applied }) => applied) };
  }

  /** Sets all rules, or none when one is wrong. */
  set(rules: FaultRule[], seed = DEFAULT_SEED): void {
    const problems = faultRuleProblems(rules);
    if (problems.length > 0) throw new Error(problems.join('; '));
    this.#rules = structuredClone(rules).map((rule, index) => ({
      rule,
      random: seededRandom(rule.seed ?? seed + index),
      matched: 0,
      applied: 0,
    }));
  }

  clear(): void {
    this.#rules = [];
  }

  choose(request: Matchable): Fault | undefined {
    for (const active of this.#rules) {
      if (matches(active.rule, request) && isDue(active)) {
        active.applied += 1;
        return faultOf(active);
      }
    }
    return undefined;
  }
}

function matches({ match }: FaultRule, request: Matchable): boolean {
  if (match === undefined) return true;
  if (match.method !== undefined && match.method.toUpperCase() !== request.method) return false;
  if (match.route !== undefined && match.route !== request.route) return false;
  if (match.jobId !== undefined && match.jobId.toLowerCase() !== request.jobId) return false;
  return match.event === undefined || match.event === request.event;
}

function isDue(active: ActiveRule): boolean {
  const { rule } = active;
  if (rule.times !== undefined && active.applied >= rule.times) return false;
  active.matched += 1;
  if (rule.every !== undefined && active.matched % rule.every !== 0) return false;
  return rule.probability === undefined || active.random() < rule.probability;
}

function faultOf({ rule, random }: ActiveRule): Fault {
  const waitMs = (rule.latencyMs ?? 0) + (rule.jitterMs === undefined ? 0 : random() * rule.jitterMs);
  const answer = answerOf(rule);
  const outcome = answer === undefined ? (outcomeOf(rule) ?? 'none') : 'answer';
  const name =
    outcome === 'answer' ? 'status' : outcome === 'none' ? (rule.coat ? 'coat' : 'latency') : outcome;
  return { name, waitMs, coat: rule.coat, outcome, answer };
}

/** The answer of the rule; an error without a body gets one of Pleo's form. */
function answerOf(rule: FaultRule): Answer | undefined {
  const { status, retryAfter, contentType } = rule;
  if (status === undefined) return undefined;
  const message = STATUS_CODES[status] ?? 'Error';
  const standard = status < 400 ? undefined : { type: message.toUpperCase().replace(/\W+/g, '_'), message };
  return {
    status,
    body: rule.body === undefined ? standard : rule.body,
    headers: { ...rule.headers, ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) },
    ...(contentType === undefined ? {} : { contentType }),
  };
}
