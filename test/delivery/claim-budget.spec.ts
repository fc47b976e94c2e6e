import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClaimBudget } from '../../src/delivery/claim-budget.js';

const LANES = 8;
const ALL_FREE = { freeLanes: LANES, waiting: 0, held: 0 };
const ALL_TAKEN = { freeLanes: 0, waiting: 0, held: LANES };

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A budget of late so quick that `perMs` requests ended in each millisecond. */
function budgetAt(perMs: number, perSecond = 0): ClaimBudget {
  const budget = new ClaimBudget(LANES, perSecond);
  for (let sample = 0; sample < 20; sample++) {
    vi.advanceTimersByTime(20);
    for (let ended = 0; ended < 20 * perMs; ended++) budget.noteEnd();
    budget.take(ALL_TAKEN);
  }
  return budget;
}

function limitOf(budget: ClaimBudget, holdings: Parameters<ClaimBudget['take']>[0]): number {
  return budget.take(holdings).limit;
}

describe('the budget', () => {
  it('is one message for each free lane, as long as nothing has ended', () => {
    const budget = new ClaimBudget(LANES, 0);
    expect(limitOf(budget, ALL_FREE)).toBe(LANES);
    expect(limitOf(budget, { freeLanes: 3, waiting: 1, held: 6 })).toBe(2);
    expect(limitOf(budget, ALL_TAKEN)).toBe(0);
  });

  it('holds beside these what ends in 30 ms at the pace of late', () => {
    const budget = budgetAt(0.25);
    expect(limitOf(budget, ALL_TAKEN)).toBe(7);
    expect(limitOf(budget, { ...ALL_TAKEN, waiting: 5 })).toBe(2);
    expect(limitOf(budget, { freeLanes: 2, waiting: 0, held: 6 })).toBe(9);
  });

  it('holds no more ahead than twice its lanes, however quick Pleo is', () => {
    expect(limitOf(budgetAt(50), ALL_TAKEN)).toBe(2 * LANES);
  });

  it('holds nothing ahead once Pleo is slow, some samples later', () => {
    const budget = budgetAt(1);
    for (let sample = 0; sample < 10; sample++) {
      vi.advanceTimersByTime(20);
      budget.take(ALL_TAKEN);
    }
    expect(limitOf(budget, ALL_TAKEN)).toBe(0);
  });

  it('takes no burst of less than 15 ms for a pace', () => {
    const budget = new ClaimBudget(LANES, 0);
    for (let ended = 0; ended < 100; ended++) budget.noteEnd();
    vi.advanceTimersByTime(14);
    expect(limitOf(budget, ALL_TAKEN)).toBe(0);
    vi.advanceTimersByTime(1);
    expect(limitOf(budget, ALL_TAKEN)).toBe(2 * LANES);
  });

  it('is used up by six messages for each lane that are not written yet, and never less than nothing', () => {
    const budget = budgetAt(50);
    expect(limitOf(budget, { freeLanes: LANES, waiting: 0, held: 6 * LANES - 3 })).toBe(3);
    expect(limitOf(budget, { freeLanes: LANES, waiting: 0, held: 6 * LANES + 3 })).toBe(0);
  });

  it('is cut by the rate limit, which gets back the part of a claim that found nothing', () => {
    const budget = new ClaimBudget(LANES, 50);
    expect(budget.take(ALL_FREE)).toEqual({ limit: 5, isCut: true });
    expect(budget.take(ALL_FREE)).toEqual({ limit: 0, isCut: true });
    budget.noteClaim(3, false);
    expect(budget.take({ freeLanes: 3, waiting: 0, held: 5 })).toEqual({ limit: 3, isCut: false });
  });
});

describe('the next claim', () => {
  it('is due when more is, and half of what was read ahead is sent', () => {
    const budget = budgetAt(0.25);
    expect(budget.isClaimDue(0)).toBe(false);
    budget.noteClaim(0, true);
    expect([3, 4].map((waiting) => budget.isClaimDue(waiting))).toEqual([true, false]);
    budget.noteClaim(0, false);
    expect(budget.isClaimDue(0)).toBe(false);
  });
});
