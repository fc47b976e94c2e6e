import type { FaultRule } from '../../sandbox/sandbox.js';
import { seededRandom } from '../../sandbox/seeded-random.js';
import { type ClaimRules, claimJobOf, claimRulesOf, type PlannedClaimJob } from './claim-plan.js';
import { Draw } from './draw.js';
import { itemJobOf, itemRulesOf, type ItemRules, type PlannedItemJob } from './item-plan.js';
import { PLEO_TROUBLES } from './pleo-troubles.js';

/** What a worker does for one job. */
export interface PlannedJob {
  readonly id: string;
  readonly registered: boolean;
  readonly events: readonly string[];
  /** All events in one request. */
  readonly batch: boolean;
  /** Every report is made this often, though the first was accepted. */
  readonly times: number;
  /** In the end reports something that contradicts the rest: it must be refused. */
  readonly contradicts: boolean;
  /** Milliseconds between one report and the next. */
  readonly pauseMs: number;
}

/** One thing that goes wrong, for a while. */
export type Trouble = { readonly atMs: number; readonly forMs: number } & (
  | { readonly kind: 'kill' | 'freeze'; readonly replica: number }
  | {
      readonly kind:
        'postgres-crash' | 'database-cut' | 'database-refuses' | 'database-silent' | 'credential';
    }
  | { readonly kind: 'pleo'; readonly name: string; readonly rules: FaultRule[] }
);

export interface Plan {
  readonly seed: number;
  readonly durationMs: number;
  readonly replicas: number;
  readonly workers: number;
  readonly troubles: readonly Trouble[];
  /** Workers that report results of items. */
  readonly bookkeepers: number;
  readonly itemRules: ItemRules;
  readonly claimRules: ClaimRules;
  /** What workers that claim meet. */
  readonly fates: Draw;
  /** What a person decides about dead results. */
  readonly admin: Draw;
  /** What people do about companies. */
  readonly companies: Draw;
  /** The next job; there is always another one. */
  nextJob(): PlannedJob;
  /** The next job with items. */
  nextItemJob(): PlannedItemJob;
  /** The next job to be claimed. */
  nextClaimJob(): PlannedClaimJob;
}

/** Longer than a lease. */
const LONG_MS = 12_500;

const FINAL_EVENTS = ['completed', 'completed_with_errors', 'failed'];

/** Everything that the seed decides. How it interleaves is up to the machine. */
export function planOf(seed: number, durationMs: number): Plan {
  const random = seededRandom(seed);
  const draw = new Draw(random);
  const replicas = draw.whole(2, 3);
  const workers = draw.whole(6, 14);
  const calls = Math.max(4, Math.round(durationMs / 1000));
  const troubles = Array.from({ length: calls }, () => troubleOf(draw, durationMs, replicas));
  const jobs = new Draw(seededRandom(seed ^ 0x5bd1e995));
  const items = new Draw(seededRandom(seed ^ 0x1b873593));
  const itemRules = itemRulesOf(items);
  const claims = new Draw(seededRandom(seed ^ 0x7f4a7c15));
  const claimRules = claimRulesOf(claims, durationMs);
  return {
    seed,
    durationMs,
    replicas,
    workers,
    troubles: troubles.sort((one, other) => one.atMs - other.atMs),
    bookkeepers: items.whole(3, 5),
    itemRules,
    claimRules,
    fates: new Draw(seededRandom(seed ^ 0x2c1b3c6d)),
    admin: new Draw(seededRandom(seed ^ 0x2545f491)),
    companies: new Draw(seededRandom(seed ^ 0x3c6ef372)),
    nextJob: () => jobOf(jobs, claimRules),
    nextItemJob: () => itemJobOf(items, claimRules),
    nextClaimJob: () => claimJobOf(claims, claimRules, durationMs),
  };
}

function troubleOf(draw: Draw, durationMs: number, replicas: number): Trouble {
  // Trouble begins under load, and early enough to matter.
  const atMs = draw.whole(300, Math.round(durationMs * 0.85));
  const forMs = draw.whole(100, 3000);
  const replica = draw.whole(0, replicas - 1);
  const kind = draw.whole(1, 20);
  if (kind <= 3) return { kind: 'kill', atMs, forMs, replica };
  // Where there is time, some of them for longer than a lease.
  if (kind <= 5)
    return {
      kind: 'freeze',
      atMs,
      replica,
      forMs: draw.chance(0.3) && durationMs > LONG_MS ? draw.whole(LONG_MS, LONG_MS + 1500) : forMs,
    };
  if (kind === 6) return { kind: 'postgres-crash', atMs, forMs: 0 };
  if (kind <= 8) return { kind: 'database-cut', atMs, forMs: 0 };
  if (kind === 9) return { kind: 'database-refuses', atMs, forMs };
  if (kind === 10) return { kind: 'database-silent', atMs, forMs };
  if (kind === 11) return { kind: 'credential', atMs, forMs: Math.min(forMs, 1000) };
  const [name, rules] = draw.one(Object.entries(PLEO_TROUBLES));
  return { kind: 'pleo', atMs, forMs, name, rules };
}

function jobOf(draw: Draw, { isOpen }: ClaimRules): PlannedJob {
  const final = draw.one(FINAL_EVENTS);
  const unstarted = final === 'failed' && draw.chance(0.5);
  const events = draw.chance(0.1) ? ['started'] : unstarted ? ['failed'] : ['started', final];
  return {
    id: draw.uuid(),
    registered: draw.chance(0.4) && !isOpen,
    events,
    batch: draw.chance(0.2),
    times: draw.chance(0.15) ? 2 : 1,
    contradicts: events.length === 2 && draw.chance(0.1),
    pauseMs: draw.whole(0, 60),
  };
}
