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
    underWay: false,
    isParked: false,
    waitsFor: 'due',
    pauseReason: null,
    pauseResponsible: 'customer',
    pausedUntil: null,
    handReason: null,
    handBy: null,
    handUntil: null,
    firstId: null,
    firstKind: null,
    firstHoldsUntil: null,
    attempts: 0,
    lastStatusCode: null,
    lastError: null,
    ...given,
  };
}

const PAUSED = { pauseReason: 'Pleo answered 500.', pauseResponsible: 'pleo', pausedUntil: LATER } as const;
const SHOWN = { because: 'Pleo answered 500.', responsible: 'pleo' };

describe('waitingFor', () => {
  it.each<[string, Partial<DeliveryRow>, unknown]>([
    ['is null for an event that is due', {}, null],
    ['is null while an attempt is under way', { waitsFor: 'under_way', underWay: true }, null],
    ['is null for an event that does not wait', { status: 'delivered', waitsFor: null }, null],
    ['names the time of a retry', { waitsFor: 'retry' }, { reason: 'retry', until: DUE }],
    [
      'names the event that goes first',
      { waitsFor: 'turn', dueAt: null, firstId: FIRST, firstKind: 'event' },
      { reason: 'turn', eventId: FIRST },
    ],
    [
      'names the dead event in the way',
      { waitsFor: 'blocked', dueAt: null, firstId: FIRST, firstKind: 'event' },
      { reason: 'blocked', eventId: FIRST },
    ],
    [
      'says how long dead results hold it back',
      { waitsFor: 'blocked', firstId: FIRST, firstKind: 'items', firstHoldsUntil: LATER },
      { reason: 'blocked', behind: 'items', until: LATER },
    ],
    [
      'is paused by a person, whose end counts and not that of the credential’s pause',
      { waitsFor: 'paused', ...PAUSED, handReason: 'They move.', handBy: 'ada' },
      { reason: 'paused', because: 'Paused by ada: They move.', responsible: 'operator' },
    ],
    [
      'says why, until when and on whom a pause is',
      { waitsFor: 'paused', ...PAUSED },
      { reason: 'paused', until: LATER, ...SHOWN },
    ],
    [
      'names no end of a pause where a person has to act first',
      { waitsFor: 'paused', ...PAUSED, pauseResponsible: 'customer', pausedUntil: null },
      { reason: 'paused', because: 'Pleo answered 500.', responsible: 'customer' },
    ],
    ['is put_away for a company that is', { waitsFor: 'put_away', isParked: true }, { reason: 'put_away' }],
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
    ['is null before its turn', { waitsFor: 'turn', dueAt: null, firstId: FIRST }, null],
    ['is null for a dead event', { status: 'dead', waitsFor: null, dueAt: null }, null],
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
    expect(toEventDelivery(row({ ...told, waitsFor: null, dueAt: null }))).toEqual({
      ...told,
      nextAttemptAt: null,
      waitingFor: null,
    });
  });

  it('shows when an event was delivered', () => {
    const delivery = toEventDelivery(
      row({ status: 'delivered', outcome: 'confirmed', deliveredAt: DUE, waitsFor: null, dueAt: null }),
    );
    expect(delivery).toMatchObject({ status: 'delivered', outcome: 'confirmed', deliveredAt: DUE });
  });

  it('shows an event that was accepted this moment as the table would', () => {
    expect(dueNow(DUE)).toEqual(toEventDelivery(row()));
  });
});
