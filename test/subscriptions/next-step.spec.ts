import { describe, expect, it } from 'vitest';
import type { PleoSubscription } from '../../src/pleo/subscription.js';
import { type KeptSubscription, nextStep } from '../../src/subscriptions/next-step.js';

const MOST_STEPS = 12;

const one = (id: string): PleoSubscription => ({
  id,
  endpointUrl: 'https://relay.example/webhooks/pleo/1',
  eventTypes: ['v1.export-job.created'],
  isActive: true,
});

/** Goes all steps, as Pleo and the table would take them. */
function end(
  kept: KeptSubscription,
  atPleo: readonly string[],
): { kept: KeptSubscription; atPleo: string[] } {
  let state = { kept, atPleo: [...atPleo], most: atPleo.length };
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const step = nextStep(state.kept, state.atPleo.map(one));
    const { kept: now } = state;
    if (step.kind === 'done') return state;
    if (step.kind === 'note_lost') state.kept = { ...now, isLost: true };
    if (step.kind === 'make') state.atPleo = [...state.atPleo, `new-${steps}`];
    if (step.kind === 'remove') state.atPleo = state.atPleo.filter((id) => id !== step.id);
    if (step.kind === 'forget_previous') state.kept = { ...now, previousId: null };
    if (step.kind === 'keep') {
      const isOther = now.hasSecret && now.subscriptionId !== step.id;
      const previousId = isOther ? now.subscriptionId : now.previousId === step.id ? null : now.previousId;
      state.kept = {
        ...now,
        subscriptionId: step.id,
        hasSecret: true,
        isLost: false,
        wantsRotation: false,
        previousId,
      };
    }
    state = { ...state, most: Math.max(state.most, state.atPleo.length) };
    expect(state.most).toBeLessThanOrEqual(Math.max(atPleo.length + 1, 1));
  }
  throw new Error('it does not come to an end');
}

const IDS = ['a', 'b', 'c'];
const SETS = IDS.reduce<string[][]>((sets, id) => [...sets, ...sets.map((set) => [...set, id])], [[]]);
const FLAGS = [true, false];
const KEPT = [null, 'a'].flatMap((subscriptionId) =>
  (subscriptionId === null ? [null] : [null, 'b']).flatMap((previousId) =>
    FLAGS.flatMap((isOverlapOver) =>
      FLAGS.map((wantsRotation) => ({
        subscriptionId,
        hasSecret: subscriptionId !== null,
        isLost: false,
        previousId,
        isOverlapOver,
        wantsRotation,
      })),
    ),
  ),
);

describe('step by step', () => {
  it.each(KEPT)('%j comes to one subscription that is kept, and the one before at most', (kept) => {
    for (const set of SETS) {
      const { kept: now, atPleo } = end(kept, set);
      expect(now.hasSecret && !now.isLost).toBe(true);
      expect(atPleo.toSorted()).toEqual(
        [now.subscriptionId, now.previousId].filter((id) => id !== null).toSorted(),
      );
    }
  });

  it('nothing is removed, and nothing made, where all is well', () => {
    const kept = { ...KEPT[KEPT.length - 1]!, previousId: 'b', isOverlapOver: false, wantsRotation: true };
    expect(nextStep(kept, [one('a'), one('b')])).toEqual({ kind: 'done' });
  });
});
