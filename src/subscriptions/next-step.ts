import { type PleoSubscription, tellsOfJobs } from '../pleo/subscription.js';

/** What is kept of a company's subscription. */
export interface KeptSubscription {
  readonly subscriptionId: string | null;
  readonly hasSecret: boolean;
  readonly isLost: boolean;
  readonly previousId: string | null;
  /** Whether the one before is to be removed by now. */
  readonly isOverlapOver: boolean;
  /** Whether a new secret was asked for, or this one is too old. */
  readonly wantsRotation: boolean;
}

/** What brings Pleo and what is kept a step closer to each other. */
export type Step =
  /** Pleo has it no more, at this address. */
  | { readonly kind: 'note_lost' }
  | { readonly kind: 'make' }
  /** Its secret is read, and it takes the place of the one that was kept. */
  | { readonly kind: 'keep'; readonly id: string }
  /** It is there, and does not tell of jobs. */
  | { readonly kind: 'mend'; readonly subscription: PleoSubscription }
  | { readonly kind: 'remove'; readonly id: string }
  /** The one before is gone at Pleo. */
  | { readonly kind: 'forget_previous' }
  | { readonly kind: 'done' };

/**
 * The next step towards one subscription with a known secret, or two of them while the secret changes. `listed` are
 * those at Pleo with the company's address. An unknown one there is that of a replica whose answer was
 * lost: it is kept where one is to be made, and else removed. So nothing is made twice, and nothing left over.
 */
export function nextStep(kept: KeptSubscription, listed: readonly PleoSubscription[]): Step {
  const { subscriptionId, previousId } = kept;
  const current = listed.find(({ id }) => id === subscriptionId);
  const previous = listed.find(({ id }) => id === previousId);
  const [unknown] = listed.filter(({ id }) => id !== subscriptionId && id !== previousId);

  if (!current || !kept.hasSecret) {
    if (!current && kept.hasSecret && !kept.isLost) return { kind: 'note_lost' };
    return keepOrMake(current ?? unknown ?? previous);
  }
  if (!tellsOfJobs(current)) return { kind: 'mend', subscription: current };
  if (kept.wantsRotation && previousId === null) return keepOrMake(unknown);
  if (previousId !== null && !previous) return { kind: 'forget_previous' };
  if (previousId !== null && kept.isOverlapOver) return { kind: 'remove', id: previousId };
  return unknown ? { kind: 'remove', id: unknown.id } : { kind: 'done' };
}

function keepOrMake(found: PleoSubscription | undefined): Step {
  return found ? { kind: 'keep', id: found.id } : { kind: 'make' };
}
