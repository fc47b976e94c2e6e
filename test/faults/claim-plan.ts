import { isRefused } from './accounting-books.js';
import type { Draw } from './draw.js';
import { refusalOf, type KnownPlan } from './item-plan.js';

/** A job for workers that claim, made at Pleo with its entries. */
export interface PlannedClaimJob extends KnownPlan {
  readonly companyId: string;
  /** How the relay hears of it. `late`: first without its company. `stray`: it is nobody's that it knows of. */
  readonly knownBy: 'register' | 'webhook' | 'poll' | 'late' | 'stray';
  /** What its entries come to. */
  readonly finalEvent: 'completed' | 'completed_with_errors' | 'failed';
  /** Milliseconds until the next job. */
  readonly pauseMs: number;
}

/** What stays the same for all claims of a seed. */
export interface ClaimRules {
  readonly jobs: number;
  readonly companies: readonly string[];
  readonly workers: number;
  /** Whether workers also take what they are given, of any company: then nobody else has pending jobs. */
  readonly isOpen: boolean;
  /** Whether the relay looks for jobs at Pleo, which then has one job of a company at a time. */
  readonly polls: boolean;
  /** How often something happens to workers, at most. */
  readonly fates: number;
}

/** A short simulation has fewer jobs: it does not wait long for the last one. */
export function claimRulesOf(draw: Draw, durationMs: number): ClaimRules {
  const jobs = Math.round(draw.whole(16, 32) * Math.min(1, durationMs / 10_000));
  return {
    jobs,
    fates: Math.round(jobs * 0.8),
    companies: Array.from({ length: draw.whole(2, 6) }, () => draw.uuid()),
    workers: draw.whole(3, 6),
    isOpen: draw.chance(0.5),
    polls: draw.chance(0.35),
  };
}

export function claimJobOf(draw: Draw, rules: ClaimRules, durationMs: number): PlannedClaimJob {
  const { companies, isOpen, polls, jobs } = rules;
  const size = draw.one([2, 5, 12]);
  const ids = Array.from({ length: draw.whole(1, size) }, () => draw.uuid());
  const booked = ids.filter((id) => !isRefused(id)).length;
  return {
    id: draw.uuid(),
    isKnown: true,
    entries: ids.map((id) => ({ id, isStray: false, refusal: draw.chance(0.04) ? refusalOf(draw) : null })),
    companyId: draw.one(companies),
    knownBy: draw.one([
      ...(['register', 'register', 'register', 'webhook', 'late'] as const),
      ...(polls ? (['poll', 'poll'] as const) : []),
      ...(isOpen && !polls ? (['stray'] as const) : []),
    ]),
    finalEvent: booked === ids.length ? 'completed' : booked > 0 ? 'completed_with_errors' : 'failed',
    pauseMs: draw.whole(0, Math.round((1.4 * durationMs) / jobs)),
  };
}
