import type { ItemResult } from '../../client/relay-client.js';
import type { ItemBehaviour, RefusalType } from '../../sandbox/sandbox.js';
import type { ClaimRules } from './claim-plan.js';
import type { Draw } from './draw.js';

/** What a worker says of one entry, in the words of the route. */
export interface Result {
  readonly accountingEntryId: string;
  readonly status: 'in_progress' | 'successful' | 'failed';
  readonly exportedAt?: string;
  readonly externalId?: string;
  readonly externalUrl?: string;
  readonly failureReason?: string;
  readonly failureReasonType?: NonNullable<ItemResult['failureReasonType']>;
}

/** How Pleo refuses an entry for a while, or for ever. */
export interface PlannedRefusal {
  readonly type: RefusalType;
  readonly times?: number;
  readonly changed?: boolean;
}

export interface PlannedEntry {
  readonly id: string;
  /** Said in this order: `in_progress` or not, then a final result or, of some, none at all. */
  readonly results: readonly Result[];
  /** Said afterwards, or at the same time by somebody else: the first of them stands. */
  readonly rival: Result | null;
  /** Pleo's job does not have it. */
  readonly isStray: boolean;
  readonly refusal: PlannedRefusal | null;
}

/** What is known of a job whose results are compared. */
export interface KnownPlan {
  readonly id: string;
  readonly entries: readonly Pick<PlannedEntry, 'id' | 'isStray' | 'refusal'>[];
  /** Pleo made it with its entries, and the relay knows how many; else `started` makes it on the way. */
  readonly isKnown: boolean;
}

/** A job whose entries are reported. */
export interface PlannedItemJob extends KnownPlan {
  readonly entries: readonly PlannedEntry[];
  /** After so long Pleo gives it up; null: not before the end of the simulation. */
  readonly expiresInSeconds: number | null;
  readonly version: 'v1' | 'v2' | 'v3';
  /** Results in a request. */
  readonly chunk: number;
  /** Reports that are made at the same time. */
  readonly hands: number;
  /** Every report is made this often, though the first was accepted. */
  readonly times: number;
  /** Rivals report while the others do. */
  readonly isContested: boolean;
  /** Ends while results are reported still. */
  readonly isHasty: boolean;
  readonly ending: 'finish' | 'completed' | 'completed_with_errors' | 'failed' | 'none';
  /** Milliseconds between one report and the next. */
  readonly pauseMs: number;
}

/** What stays the same for all jobs of a seed: how Pleo decides what its pages leave open, and the relay's settings. */
export interface ItemRules {
  readonly behaviour: ItemBehaviour;
  readonly pleoVersion: 'v1' | 'v2' | 'v3';
  readonly perRequest: number;
  /** How long dead results hold the final event back, in seconds. */
  readonly holdSeconds: number;
}

/** So long that it does not end within a simulation. */
export const LONG_HOLD_SECONDS = 1800;

const VERSIONS = ['v1', 'v2', 'v3'] as const;

const REASON_TYPES = [
  'receipt_upload_failure',
  'accounting_system_timeout',
  'missing_configuration',
  'unexpected_failure',
  'vendor_unknown',
  'tax_code_unknown',
] as const;

export function itemRulesOf(draw: Draw): ItemRules {
  return {
    behaviour: {
      finalRepeat: draw.one(['taken', 'refused']),
      inProgressFirst: draw.chance(0.4),
      itemsBeforeStarted: draw.one(['taken', 'refused']),
      badElement: draw.one(['all', 'one']),
      itemsProlong: draw.chance(0.5),
      leftOver: draw.one(['abandoned', 'kept']),
      untouched: draw.one(['pending', 'null']),
    },
    pleoVersion: draw.one(VERSIONS),
    perRequest: draw.one([1, 3, 10, 100, 100]),
    holdSeconds: draw.one([0, 1, 2, LONG_HOLD_SECONDS, LONG_HOLD_SECONDS]),
  };
}

export function itemJobOf(draw: Draw, { isOpen, polls }: ClaimRules): PlannedItemJob {
  const isKnown = draw.chance(0.5) && !isOpen;
  const size = draw.one([1, 5, 20, 60, 150]);
  const leavesSome = draw.chance(0.25);
  const entries = Array.from({ length: draw.whole(1, size) }, () => entryOf(draw, isKnown, leavesSome));
  return {
    id: draw.uuid(),
    entries,
    isKnown,
    // A poll would tell the relay of it.
    expiresInSeconds: isKnown && draw.chance(0.25) && !polls ? draw.whole(1, 4) : null,
    version: draw.one(VERSIONS),
    chunk: draw.one([1, 1, 4, 25, 100]),
    hands: draw.whole(1, 4),
    times: draw.chance(0.15) ? 2 : 1,
    isContested: draw.chance(0.3),
    isHasty: draw.chance(0.15),
    ending: draw.one(['finish', 'finish', 'finish', 'completed', 'completed_with_errors', 'failed', 'none']),
    pauseMs: draw.whole(0, 30),
  };
}

function entryOf(draw: Draw, isKnown: boolean, leavesSome: boolean): PlannedEntry {
  const id = draw.uuid();
  const first: Result[] = draw.chance(0.3) ? [{ accountingEntryId: id, status: 'in_progress' }] : [];
  const isLeft = leavesSome && first.length > 0 && draw.chance(0.5);
  return {
    id,
    results: isLeft ? first : [...first, finalOf(draw, id)],
    rival: !isLeft && draw.chance(0.1) ? finalOf(draw, id) : null,
    isStray: isKnown && draw.chance(0.02),
    refusal: draw.chance(0.04) ? refusalOf(draw) : null,
  };
}

function finalOf(draw: Draw, accountingEntryId: string): Result {
  if (draw.chance(0.25)) {
    const failureReason = draw.one(['no such account', 'the period is closed']);
    const failureReasonType = draw.one(REASON_TYPES);
    return { accountingEntryId, status: 'failed', failureReason, failureReasonType };
  }
  const number = draw.whole(1, 99_999_999);
  const exportedAt = new Date(Date.UTC(2026, 0, 1) + number).toISOString();
  return {
    accountingEntryId,
    status: 'successful',
    externalId: `voucher ${number}`,
    ...(draw.chance(0.5) && { exportedAt }),
    ...(draw.chance(0.3) && { externalUrl: `/vouchers/${number}?of=${accountingEntryId}` }),
  };
}

export function refusalOf(draw: Draw): PlannedRefusal {
  const type = draw.one([
    'ACCOUNTING_ENTRY_DOES_NOT_EXIST',
    'EXPORT_ENTRY_STATUS_UPDATE_FAILED',
    'ACCOUNTING_ENTRY_UPDATE_FAILED',
    'A_WORD_OF_TOMORROW',
    'bad',
    'omitted',
  ] as const);
  const mayChange = type !== 'ACCOUNTING_ENTRY_DOES_NOT_EXIST' && type !== 'bad';
  return {
    type,
    ...(draw.chance(0.6) && { times: draw.whole(1, 3) }),
    ...(mayChange && draw.chance(0.3) && { changed: true }),
  };
}
