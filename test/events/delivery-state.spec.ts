import { describe, expect, it } from 'vitest';
import { type DeliveryRow, dueNow, toEventDelivery } from '../../src/events/delivery-state.js';

const DUE = new Date('2026-01-31T09:30:00.000Z');
const LATER = new Date('2026-01-31T10:00:00.000Z');
const FIRST = '01941f29-7c00-7aaa-8000-000000000001';

/** A row of a pending event that is due and was not tried yet. */
function row(given: Partial<DeliveryRow> = {}): DeliveryRow {
  return {
    id: '01941f29-7c00-7aaa-8000-000000000002',
    status: 'pending',
    deliveredAt: null,
    outcome: null,
    dueAt: DUE,
    retries: 0,
    underWay: false,
    pausedUntil: null,
    firstId: null,
    firstStatus: null,
    firstKind: null,
    firstHoldsUntil: null,
    attempts: 0,
    lastStatusCode: null,
    lastError: null,
    ...given,
  };
}

describe('waitingFor', () => {
  it.each<[string, Partial<DeliveryRow>, unknown]>([
    ['is null for an event that is due', {}, null],
    [
      'is retry, with its time, after a passing fault',
      { retries: 2, attempts: 2 },
      { reason: 'retry', until: DUE },
    ],
    ['is null while a retry is under way', { retries: 2, attempts: 2, underWay: true }, null],
    [
      'is turn behind an event that is on its way',
      { dueAt: null, firstId: FIRST, firstStatus: 'pending' },
      { reason: 'turn', eventId: FIRST },
    ],
    [
      'is blocked behind a dead event',
      { dueAt: null, firstId: FIRST, firstStatus: 'dead' },
      { reason: 'blocked', eventId: FIRST },
    ],
    [
      'is paused, until when, for an event that is due',
      { pausedUntil: LATER },
      { reason: 'paused', until: LATER },
    ],
    [
      'is paused for a retry that is due before the pause ends',
      { retries: 2, attempts: 2, pausedUntil: LATER },
      { reason: 'paused', until: LATER },
    ],
    [
      'is retry when that is later than the end of the pause',
      { retries: 2, attempts: 2, dueAt: LATER, pausedUntil: DUE },
      { reason: 'retry', until: LATER },
    ],
    ['is null for the probe that is under way', { underWay: true, pausedUntil: LATER }, null],
    [
      'is turn in a pause, too',
      { dueAt: null, firstId: FIRST, firstStatus: 'pending', pausedUntil: LATER },
      { reason: 'turn', eventId: FIRST },
    ],
    [
      'is blocked in a pause, too',
      { dueAt: null, firstId: FIRST, firstStatus: 'dead', pausedUntil: LATER },
      { reason: 'blocked', eventId: FIRST },
    ],
    ['is null for a dead event in a pause', { status: 'dead', dueAt: null, pausedUntil: LATER }, null],
    [
      'is null for a delivered event',
      { status: 'delivered', deliveredAt: DUE, dueAt: null, retries: null },
      null,
    ],
    ['is null for a dead event', { status: 'dead', dueAt: null, retries: 3 }, null],
    ['is null for a discarded event', { status: 'discarded', dueAt: null, retries: null }, null],
  ])('%s', (_, given, expected) => {
    expect(toEventDelivery(row(given)).waitingFor).toEqual(expected);
  });
});

describe('nextAttemptAt', () => {
  it.each<[string, Partial<DeliveryRow>, Date | null]>([
    ['is when a waiting event is due', {}, DUE],
    [
      'is null while an attempt is under way: what is due then is the end of its lease',
      { underWay: true },
      null,
    ],
    ['is null before its turn', { dueAt: null, firstId: FIRST, firstStatus: 'pending' }, null],
    ['is null for a dead event', { status: 'dead', dueAt: null }, null],
  ])('%s', (_, given, expected) => {
    expect(toEventDelivery(row(given)).nextAttemptAt).toEqual(expected);
  });
});

describe('toEventDelivery', () => {
  it('shows what came of the event and of its last attempt', () => {
    const told = {
      status: 'dead',
      outcome: 'conflict',
      attempts: 3,
      lastStatusCode: 422,
      lastError: "Pleo's job is over.",
      deliveredAt: null,
    } as const;
    expect(toEventDelivery(row({ ...told, dueAt: null }))).toEqual({
      ...told,
      nextAttemptAt: null,
      waitingFor: null,
    });
  });

  it('shows when an event was delivered', () => {
    const delivery = toEventDelivery(
      row({ status: 'delivered', outcome: 'confirmed', deliveredAt: DUE, dueAt: null }),
    );
    expect(delivery).toMatchObject({ status: 'delivered', outcome: 'confirmed', deliveredAt: DUE });
  });

  it('shows an event that was accepted this moment as the table would', () => {
    expect(dueNow(DUE)).toEqual(toEventDelivery(row()));
  });
});
