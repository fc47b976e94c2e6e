import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../src/timeline/dto/timeline.dto.js';
import type { ExportJobEventEntity } from '../../src/queue/job-event.entity.js';
import { type JobHistory, timelineOf } from '../../src/timeline/timeline.js';
import type { ExportJobEntity } from '../../src/jobs/job.entity.js';
import type { AuditEntryEntity } from '../../src/queue/audit-entry.entity.js';
import type { DeliveryAttemptEntity } from '../../src/queue/delivery-attempt.entity.js';

const JOB_ID = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';
const EVENT_IDS = ['', '01941f29-7c00-7aaa-8000-000000000001', '01941f29-7c00-7aaa-8000-000000000002'];

/** A moment, in milliseconds after the job was registered. */
function at(ms: number): Date {
  return new Date(Date.UTC(2026, 0, 31, 9, 30) + ms);
}

function job(given: Partial<ExportJobEntity> = {}): ExportJobEntity {
  const known = { id: JOB_ID, source: 'api', createdAt: at(0), registeredAt: at(0), registeredBy: null };
  return { ...known, ...given } as ExportJobEntity;
}

function event(sequence: 1 | 2, given: Partial<ExportJobEventEntity>): ExportJobEventEntity {
  return {
    jobId: JOB_ID,
    sequence,
    id: EVENT_IDS[sequence] as string,
    kind: 'event',
    event: 'started',
    failureReason: null,
    failureReasonType: null,
    origin: 'api',
    acceptedAt: at(10),
    reportedBy: null,
    deliveryStatus: 'pending',
    deliveredAt: null,
    outcome: null,
    ...given,
  };
}

function attempt(
  sequence: 1 | 2,
  number: number,
  given: Partial<DeliveryAttemptEntity>,
): DeliveryAttemptEntity {
  return {
    jobId: JOB_ID,
    sequence,
    number,
    id: '5b6cbd6a-2a2c-4b0f-8d5c-0d2f2f7d9a11',
    request: 'started',
    startedAt: at(20),
    durationMs: 5,
    outcome: 'delivered',
    statusCode: 202,
    error: null,
    responseExcerpt: null,
    pleoStatus: null,
    retryAt: null,
    deliveredAfterMs: null,
    entries: null,
    ...given,
  };
}

function audit(given: Partial<AuditEntryEntity>): AuditEntryEntity {
  return {
    jobId: JOB_ID,
    id: EVENT_IDS[1] as string,
    sequence: 1,
    action: 'redelivered',
    at: at(50),
    by: 'ops',
    reason: null,
    entries: null,
    ...given,
  };
}

const NO_RESULTS = {
  successful: 0,
  failed: 0,
  inProgress: 0,
  pending: 0,
  dead: 0,
  discarded: 0,
  holdsUntil: null,
  isHoldOver: false,
  pleoLastUpdatedAt: null,
  deadOutcome: null,
  deadError: null,
  lastPosition: 0,
  lastReportedAt: null,
  laterReporters: null,
};

function story(given: Partial<JobHistory>): TimelineEntry[] {
  return timelineOf({ job: job(), events: [], attempts: [], audit: [], items: null, ...given });
}

/** Each entry as `milliseconds type`. */
function outline(entries: TimelineEntry[]): string[] {
  return entries.map((entry) => `${entry.at.getTime() - at(0).getTime()} ${entry.type}`);
}

describe('timelineOf', () => {
  it.each([
    ['api', 'Registered through the API.'],
    ['webhook', 'Announced by Pleo.'],
  ] as const)('begins with how the job came from %s, and who registered it', (source, summary) => {
    expect(story({ job: job({ source, registeredBy: 'worker' }) })).toEqual([
      {
        at: at(0),
        type: 'registered',
        summary,
        by: 'worker',
        eventId: null,
        event: null,
        attempt: null,
        statusCode: null,
        durationMs: null,
        outcome: null,
        nextAttemptAt: null,
      },
    ]);
  });

  it('names who reported the event in which the job was seen for the first time', () => {
    const entries = story({
      job: job({ source: 'event', registeredAt: null }),
      events: [event(1, { acceptedAt: at(0), reportedBy: 'worker' })],
    });
    expect(entries).toMatchObject([
      { type: 'registered', summary: 'Seen for the first time in an event.', by: 'worker' },
      { type: 'accepted', by: 'worker' },
    ]);
  });

  it('tells also of the registration that came after the first event', () => {
    const entries = story({
      job: job({ source: 'event', registeredAt: at(40), registeredBy: 'planner' }),
      events: [event(1, { acceptedAt: at(0), reportedBy: 'worker' })],
    });
    expect(outline(entries)).toEqual(['0 registered', '0 accepted', '40 registered']);
    expect(entries.at(-1)).toMatchObject({ summary: 'Registered through the API.', by: 'planner' });
  });

  it('tells in order of a report, a fault, its retry and the delivery', () => {
    const entries = story({
      events: [
        event(1, {
          reportedBy: 'worker',
          deliveryStatus: 'delivered',
          deliveredAt: at(1200),
          outcome: 'delivered',
        }),
      ],
      attempts: [
        attempt(1, 1, {
          durationMs: 30,
          outcome: 'passing',
          statusCode: 503,
          error: 'Pleo answered 503.',
          retryAt: at(1000),
        }),
        attempt(1, 2, { startedAt: at(1000), durationMs: 12 }),
      ],
    });
    expect(outline(entries)).toEqual([
      '0 registered',
      '10 accepted',
      '20 attempt',
      '50 retry_planned',
      '1000 attempt',
      '1200 delivered',
    ]);
    expect(entries.slice(1)).toMatchObject([
      { eventId: EVENT_IDS[1], event: 'started', by: 'worker' },
      {
        attempt: 1,
        statusCode: 503,
        durationMs: 30,
        outcome: 'passing',
        summary: 'Pleo answered 503.',
        by: null,
      },
      { nextAttemptAt: at(1000), attempt: null },
      { attempt: 2, statusCode: 202, durationMs: 12, outcome: 'delivered', summary: 'Pleo took "started".' },
      { eventId: EVENT_IDS[1], outcome: 'delivered' },
    ]);
  });

  it('says of a confirmed attempt what Pleo answered and where its job was', () => {
    const entries = story({
      events: [event(1, {})],
      attempts: [attempt(1, 1, { outcome: 'confirmed', statusCode: 422, pleoStatus: 'in_progress' })],
    });
    expect(entries.at(-1)?.summary).toMatch(/422.*"in_progress"/);
  });

  it.each([
    ['completed', 3, '"completed" was accepted, although 3 results failed.'],
    ['completed', 1, '"completed" was accepted, although 1 result failed.'],
    ['completed', 0, '"completed" was accepted.'],
    ['completed_with_errors', 3, '"completed_with_errors" was accepted.'],
  ] as const)('points out "%s" over %i failed results', (name, failed, summary) => {
    const message = event(1, { kind: 'items', acceptedAt: at(5) });
    const results = { ...NO_RESULTS, successful: 1, failed };
    const entries = story({
      events: [event(2, { event: name })],
      items: { message, results, attempts: [] },
    });
    expect(outline(entries)).toEqual(['0 registered', '5 accepted', '10 accepted']);
    expect(entries.at(-1)).toMatchObject({ event: name, summary });
  });

  it('names the event that was really sent when Pleo wanted started first', () => {
    const entries = story({
      events: [event(1, { event: 'completed' })],
      attempts: [attempt(1, 1, { request: 'started' })],
    });
    expect(entries.at(-1)).toMatchObject({ event: 'completed', summary: 'Pleo took "started".' });
  });

  it('calls the failure that nobody reported expired, with its reason', () => {
    const entries = story({
      events: [event(1, { event: 'failed', origin: 'expiry', failureReason: 'Nothing was heard of it.' })],
    });
    expect(entries.at(-1)).toMatchObject({ type: 'expired', summary: 'Nothing was heard of it.', by: null });
  });

  it('ends a dead event at the end of its last attempt, with what was wrong', () => {
    const entries = story({
      events: [event(1, { deliveryStatus: 'dead', outcome: 'refused' })],
      attempts: [
        attempt(1, 1, { durationMs: 30, outcome: 'refused', statusCode: 400, error: 'Pleo answered 400.' }),
      ],
    });
    expect(outline(entries).slice(1)).toEqual(['10 accepted', '20 attempt', '50 dead']);
    expect(entries.at(-1)).toMatchObject({ outcome: 'refused', summary: 'Pleo answered 400.' });
  });

  it.each<[string, Partial<DeliveryAttemptEntity>, string]>([
    ['a refusal', { outcome: 'refused', statusCode: 400 }, 'refused'],
    ['a conflict', { outcome: 'conflict', statusCode: 422 }, 'conflict'],
    ['the last of its faults', { outcome: 'passing', statusCode: 500 }, 'expired'],
  ])('tells that an event was dead after %s, also when it was delivered in the end', (_, given, outcome) => {
    const entries = story({
      events: [event(1, { deliveryStatus: 'delivered', deliveredAt: at(300), outcome: 'delivered' })],
      attempts: [attempt(1, 1, { error: 'Pleo answered.', ...given }), attempt(1, 2, { startedAt: at(200) })],
      audit: [audit({ at: at(100) })],
    });
    expect(outline(entries).slice(2)).toEqual([
      '20 attempt',
      '25 dead',
      '100 redelivered',
      '200 attempt',
      '300 delivered',
    ]);
    expect(entries[3]).toMatchObject({ outcome, summary: 'Pleo answered.', attempt: null });
  });

  it('tells of no end after a refusal that came when the claim was lost already', () => {
    const refused = { outcome: 'refused', statusCode: 400, error: 'Pleo answered 400.' };
    const pending = story({ events: [event(1, {})], attempts: [attempt(1, 1, refused)] });
    expect(outline(pending)).toEqual(['0 registered', '10 accepted', '20 attempt']);

    const delivered = story({
      events: [event(1, { deliveryStatus: 'delivered', deliveredAt: at(60), outcome: 'confirmed' })],
      attempts: [attempt(1, 1, refused), attempt(1, 2, { startedAt: at(50), outcome: 'confirmed' })],
    });
    expect(outline(delivered).slice(2)).toEqual(['20 attempt', '50 attempt', '60 delivered']);
  });

  it('tells of an end for each time that the event was dead, and no more', () => {
    const refused = { outcome: 'refused', statusCode: 400, error: 'Pleo answered 400.' };
    const entries = story({
      events: [event(1, { deliveryStatus: 'dead', outcome: 'refused' })],
      attempts: [
        attempt(1, 1, refused),
        attempt(1, 2, { ...refused, startedAt: at(30) }),
        attempt(1, 3, { ...refused, startedAt: at(200) }),
      ],
      audit: [audit({ at: at(100) })],
    });
    expect(outline(entries).slice(2)).toEqual([
      '20 attempt',
      '30 attempt',
      '35 dead',
      '100 redelivered',
      '200 attempt',
      '205 dead',
    ]);
  });

  it.each(['wait', 'credential', 'aborted'])(
    'tells of no end after an attempt that came to %s',
    (outcome) => {
      const entries = story({
        events: [event(1, {})],
        attempts: [attempt(1, 1, { outcome, statusCode: 429, error: 'Pleo answered.' })],
      });
      expect(outline(entries)).toEqual(['0 registered', '10 accepted', '20 attempt']);
    },
  );

  it('tells of no end after a refused started that Pleo wanted before the event', () => {
    const entries = story({
      events: [event(1, { event: 'completed' })],
      attempts: [attempt(1, 1, { request: 'started', outcome: 'conflict', statusCode: 422 })],
    });
    expect(outline(entries)).toEqual(['0 registered', '10 accepted', '20 attempt']);
  });

  it('names who redelivered or discarded an event, and why', () => {
    const entries = story({
      events: [event(1, { deliveryStatus: 'discarded', outcome: 'discarded' })],
      audit: [
        audit({ at: at(50), by: 'ann' }),
        audit({ at: at(60), by: 'bob', action: 'discarded', reason: 'Done by hand.' }),
      ],
    });
    expect(entries.slice(2)).toMatchObject([
      { type: 'redelivered', by: 'ann', at: at(50), eventId: EVENT_IDS[1], outcome: null },
      { type: 'discarded', by: 'bob', at: at(60), summary: 'Done by hand.', outcome: 'discarded' },
    ]);
  });

  it('gives each event its own attempts and weaves events together by time', () => {
    const entries = story({
      events: [
        event(1, { deliveryStatus: 'delivered', deliveredAt: at(100), outcome: 'delivered' }),
        event(2, {
          event: 'completed',
          acceptedAt: at(30),
          deliveryStatus: 'delivered',
          deliveredAt: at(200),
        }),
      ],
      attempts: [
        attempt(1, 1, { startedAt: at(20) }),
        attempt(2, 1, { startedAt: at(120), request: 'completed' }),
      ],
    });
    expect(entries.map(({ event: name, type }) => `${name} ${type}`)).toEqual([
      'null registered',
      'started accepted',
      'started attempt',
      'completed accepted',
      'started delivered',
      'completed attempt',
      'completed delivered',
    ]);
  });

  it('keeps what shares a millisecond in the order in which it must have happened', () => {
    const entries = story({
      job: job({ source: 'event', registeredAt: null }),
      events: [
        event(1, {
          acceptedAt: at(0),
          deliveryStatus: 'delivered',
          deliveredAt: at(0),
          outcome: 'delivered',
        }),
      ],
      attempts: [attempt(1, 1, { startedAt: at(0), durationMs: 0 })],
    });
    expect(entries.map(({ type }) => type)).toEqual(['registered', 'accepted', 'attempt', 'delivered']);
  });
});
