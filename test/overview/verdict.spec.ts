import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../src/overview/verdict.js';

type State = Parameters<typeof verdictOf>[0];

const QUIET: State = {
  at: new Date(),
  backlog: {
    events: 0,
    isPartial: false,
    underWay: 0,
    due: 0,
    overdueSeconds: 0,
    retry: 0,
    paused: 0,
    turn: 0,
    blocked: 0,
    dead: 0,
    putAway: 0,
  },
  items: { pending: 0, dead: 0, tooLate: 0, bookedButNeverTold: 0, isPartial: false },
  oldest: null,
  lastHour: {
    delivered: 0,
    failed: { pleo: 0, credential: 0, us: 0 },
    failedEvents: 0,
    p50Ms: null,
    p99Ms: null,
    minutes: [],
  },
  pauses: [],
  deadCauses: [],
  deadItemCauses: [],
  expiring: { count: 0, first: [] },
};

const pause = (kind: State['pauses'][number]['kind']) => ({
  credential: 'default',
  kind,
  reason: 'Pleo answered 500.',
  since: new Date(),
  until: new Date(),
  isBeingTried: false,
  responsible: kind === 'credential_refused' ? ('credential' as const) : ('pleo' as const),
  held: 1,
});
/** Of a company that has to consent again, and of which `held` jobs wait. */
const ofCustomer = (credential: string, held: number) => ({
  ...pause('credential_refused'),
  credential,
  held,
  responsible: 'customer' as const,
  reason: 'A new consent is needed: Pleo answered invalid_grant.',
});
const dead = (outcome: string, count: number) => ({
  statusCode: 400,
  errorType: 'X',
  outcome,
  count,
  firstAt: new Date(),
  lastAt: new Date(),
  error: null,
});
const minute = (pleo: number) => ({
  at: new Date(),
  delivered: 1,
  failed: { pleo, credential: 0, us: 0 },
  p50Ms: 1,
  p99Ms: 1,
});

it('all is well when nothing is wrong, whatever waits', () => {
  const busy = {
    ...QUIET,
    backlog: { ...QUIET.backlog, events: 900, due: 700, overdueSeconds: 59, turn: 200 },
  };
  expect(verdictOf(busy)).toEqual({
    level: 'well',
    responsible: null,
    headline: 'All is well.',
    details: [],
  });
});

it.each([
  ['told_to_wait', 'watch', 'pleo', /^Pleo asked us to wait/],
  ['circuit_open', 'trouble', 'pleo', /^Pleo does not work/],
  ['credential_refused', 'trouble', 'credential', /^Pleo refuses our credential/],
] as const)(
  'a pause of the kind %s is %s, and the responsible is %s',
  (kind, level, responsible, headline) => {
    const verdict = verdictOf({ ...QUIET, pauses: [pause(kind)] });
    expect(verdict).toMatchObject({ level, responsible });
    expect(verdict.headline).toMatch(headline);
    expect(verdict.headline).toContain('Pleo answered 500.');
  },
);

it('the company of a pause is named, where it is of one', () => {
  const { headline } = verdictOf({ ...QUIET, pauses: [{ ...pause('circuit_open'), credential: 'acme' }] });
  expect(headline).toContain('deliveries of company acme');
});

describe('a pause by hand', () => {
  const byHand = (credential: string, held: number) => ({
    ...pause('by_hand'),
    credential,
    held,
    responsible: 'operator' as const,
    reason: 'Paused by ada: They move house.',
  });

  it('is the headline: whose deliveries, until when, by whom and why', () => {
    const until = new Date('2026-11-30T06:00:00.000Z');
    expect(verdictOf({ ...QUIET, pauses: [{ ...byHand('acme', 2), until }] })).toMatchObject({
      level: 'watch',
      responsible: 'operator',
      headline:
        'Deliveries of company acme are paused by ada until 2026-11-30 06:00 UTC, and 2 jobs wait. They move house.',
    });
    expect(verdictOf({ ...QUIET, pauses: [{ ...byHand('all', 0), until: null }] }).headline).toBe(
      'All deliveries are paused by ada until they are resumed. They move house.',
    );
  });

  it('of all comes before what else is watched, and beside those of companies', () => {
    const { headline, details } = verdictOf({
      ...QUIET,
      pauses: [byHand('acme', 50), byHand('bolt', 20), byHand('all', 1), ofCustomer('coil', 900)],
    });
    expect(headline).toMatch(/^All deliveries are paused by ada/);
    expect(details).toContain('Deliveries of 2 companies are paused by hand, and 70 jobs wait.');
  });

  it('hides no outage, nor that others are late', () => {
    const away = { ...pause('circuit_open'), held: 1 };
    expect(verdictOf({ ...QUIET, pauses: [byHand('all', 500), away] }).headline).toMatch(
      /^Pleo does not work/,
    );
    const late = { ...QUIET, backlog: { ...QUIET.backlog, due: 1, overdueSeconds: 600 } };
    expect(verdictOf({ ...late, pauses: [byHand('acme', 1)] })).toMatchObject({ responsible: 'us' });
  });
});

describe('what customers have to mend', () => {
  it('is theirs, is watched, and says how much it holds up', () => {
    expect(verdictOf({ ...QUIET, pauses: [ofCustomer('acme', 3)] })).toMatchObject({
      level: 'watch',
      responsible: 'customer',
      headline:
        'Company acme has to act: its deliveries are paused until it has another credential, and 3 jobs wait. A new consent is needed: Pleo answered invalid_grant.',
    });
  });

  it('is one sentence, however many they are, and hides no outage', () => {
    const customers = Array.from({ length: 99 }, (_, place) => ofCustomer(`company-${place}`, 900));
    const away = { ...pause('circuit_open'), held: 20 };
    expect(verdictOf({ ...QUIET, pauses: [...customers, away] })).toMatchObject({
      level: 'trouble',
      responsible: 'pleo',
      headline: 'Pleo does not work: deliveries are paused, and 20 jobs wait. Pleo answered 500.',
      details: [expect.stringMatching(/^99 companies have to act: .* and 89100 jobs wait\.$/)],
    });
  });

  it('leaves it to be said that the relay does not keep up with the others', () => {
    const late = { ...QUIET, backlog: { ...QUIET.backlog, due: 3, overdueSeconds: 61 } };
    expect(verdictOf({ ...late, pauses: [ofCustomer('acme', 1)] })).toMatchObject({ responsible: 'us' });
  });
});

it('of two things that a person has to act on, what holds up more comes first', () => {
  const state = { ...QUIET, deadCauses: [dead('refused', 2)] };
  const away = (held: number) => ({ ...state, pauses: [{ ...pause('circuit_open'), held }] });
  expect(verdictOf(away(20)).headline).toMatch(/^Pleo does not work/);
  expect(verdictOf(away(1)).headline).toMatch(/^2 events are dead/);
});

it('an outage that pauses many credentials is one sentence', () => {
  const of = (credential: string, held: number) => ({ ...pause('circuit_open'), credential, held });
  expect(verdictOf({ ...QUIET, pauses: [of('a', 1000), of('b', 2)] })).toMatchObject({
    headline:
      'Pleo does not work: deliveries with 2 credentials are paused, and 1002 or more jobs wait. Pleo answered 500.',
    details: [],
  });
});

it.each([
  ['refused', 'us'],
  ['conflict', 'us'],
  ['expired', 'pleo'],
])('dead events that were %s are the responsibility of %s', (outcome, responsible) => {
  expect(verdictOf({ ...QUIET, deadCauses: [dead(outcome, 2)] })).toMatchObject({
    level: 'trouble',
    responsible,
    headline: expect.stringMatching(/^2 events are dead/),
  });
});

it('faults of Pleo within ten minutes are watched while something is tried; earlier ones are no news', () => {
  const minutes = (pleo: number[], waiting: object = { retry: 1 }) => ({
    ...QUIET,
    backlog: { ...QUIET.backlog, events: 1, ...waiting },
    lastHour: { ...QUIET.lastHour, minutes: pleo.map(minute) },
  });
  expect(verdictOf(minutes([0, 0, 3, 0]))).toMatchObject({ level: 'watch', responsible: 'pleo' });
  expect(verdictOf(minutes([0, 0, 3, 0], { events: 0 }))).toMatchObject({ level: 'well' });
  // By hand, or behind what is dead.
  for (const waiting of [{ paused: 1 }, { blocked: 1 }])
    expect(verdictOf(minutes([0, 0, 3, 0], waiting))).toMatchObject({ level: 'well' });
  expect(verdictOf(minutes([3, ...Array<number>(10).fill(0)]))).toMatchObject({ level: 'well' });
});

it('events that are due and not sent are our fault, unless a pause holds them back', () => {
  const late = { ...QUIET, backlog: { ...QUIET.backlog, due: 3, overdueSeconds: 61 } };
  expect(verdictOf(late)).toMatchObject({ level: 'trouble', responsible: 'us' });
  expect(verdictOf({ ...late, pauses: [pause('circuit_open')] })).toMatchObject({
    responsible: 'pleo',
    details: [],
  });
});

it('what somebody has to act on comes before what passes', () => {
  const state = { ...QUIET, expiring: { count: 1, first: [] }, deadCauses: [dead('refused', 1)] };
  expect(verdictOf(state)).toMatchObject({
    level: 'trouble',
    headline: 'One event is dead: Pleo refused these reports.',
    details: ['One job expires within ten minutes unless a worker reports or sends a heartbeat.'],
  });
});

describe('results of items', () => {
  const items = (given: Partial<State['items']>) => ({ ...QUIET, items: { ...QUIET.items, ...given } });

  it('that wait are no trouble', () => {
    expect(verdictOf(items({ pending: 5000 }))).toMatchObject({ level: 'well' });
  });

  it.each([
    [1, /^One result is dead: /],
    [3, /^3 results are dead: /],
  ])('that are dead (%i) are trouble', (dead, headline) => {
    const verdict = verdictOf(items({ dead }));
    expect(verdict).toMatchObject({ level: 'trouble', responsible: 'us', details: [] });
    expect(verdict.headline).toMatch(headline);
  });

  it.each([
    [
      { dead: 1, tooLate: 1, bookedButNeverTold: 1 },
      /^One booking .* never hear of: its job had ended. Exported again, it would be booked twice.$/,
      0,
    ],
    [
      { dead: 9, tooLate: 8, bookedButNeverTold: 7 },
      /^7 bookings .* never hear of: their jobs had ended. Exported again, they would be/,
      1,
    ],
    [
      { dead: 100_000, tooLate: 100_000, bookedButNeverTold: 100_000, isPartial: true },
      /^100000 or more bookings are made/,
      0,
    ],
  ])('that were booked and came too late are the worst of all: %j', (given, headline, others) => {
    const { pauses, deadCauses } = { pauses: [pause('circuit_open')], deadCauses: [dead('refused', 4)] };
    const verdict = verdictOf({ ...items(given), pauses, deadCauses });
    expect(verdict).toMatchObject({ level: 'trouble', responsible: 'us' });
    expect(verdict.headline).toMatch(headline);
    expect(verdict.details).toHaveLength(2 + others);
  });
});
