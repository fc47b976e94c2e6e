import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BatchResult } from '../../src/events/batch-result.js';
import type { AcceptedEvent, StoredEvent } from '../../src/events/events.repository.js';
import { type Decision, type Report, TransitionBatch } from '../../src/events/transition-batch.js';
import type { JobStatus } from '../../src/lifecycle/job-state.js';

const AT = new Date('2026-01-31T09:00:00.000Z');
const CREATED_AT = new Date('2026-01-30T09:00:00.000Z');

function report(jobId: string, event: Report['event'], failureReason: string | null = null): Report {
  return { jobId, event, failureReason, failureReasonType: null, reportedBy: null, request: null };
}

/** A batch with one locked job, and what it makes of reports. */
function batchOf(id: string, status: JobStatus): TransitionBatch {
  const times = { createdAt: CREATED_AT, startedAt: null, completedAt: null, expiredAt: null };
  return new TransitionBatch([{ id, status, lastSequence: 0, numberOfItems: null, ...times }], true);
}

/** What the tables say when all events of a batch were written; the first of each job is due. */
function written(batch: TransitionBatch, head: Partial<AcceptedEvent> = {}): Map<string, AcceptedEvent> {
  return new Map(
    batch.events.map(({ id, isFirst }) => [
      id,
      {
        id,
        acceptedAt: AT,
        dueAt: isFirst ? AT : null,
        headId: null,
        headStatus: null,
        headKind: null,
        ...head,
      },
    ]),
  );
}

function stored(jobId: string, event: Report['event'], failureReason: string | null): StoredEvent {
  return { id: randomUUID(), jobId, event, failureReason, failureReasonType: null };
}

const jobId = randomUUID();

describe('an accepted report', () => {
  it('is due at once when it is the first, and after that one when it is not', () => {
    const batch = batchOf(jobId, 'pending');
    const [started, completed] = [
      batch.apply(report(jobId, 'started')),
      batch.apply(report(jobId, 'completed')),
    ];
    const result = new BatchResult(batch, written(batch), [], new Set());
    expect(result.of(started)).toMatchObject({
      kind: 'accepted',
      event: {
        event: 'started',
        sequence: 1,
        acceptedAt: AT,
        delivery: { nextAttemptAt: AT, waitingFor: null },
      },
    });
    const first = batch.firstOf(jobId)?.id;
    expect(result.of(completed)).toMatchObject({
      event: {
        sequence: 2,
        delivery: { nextAttemptAt: null, waitingFor: { reason: 'turn', eventId: first } },
      },
    });
  });

  it('waits for the stored event that goes first, and is blocked by a dead one', () => {
    const headId = randomUUID();
    const batch = batchOf(jobId, 'in_progress');
    const completed = batch.apply(report(jobId, 'completed'));
    const accepted = written(batch, { dueAt: null, headId, headStatus: 'dead' });
    expect(new BatchResult(batch, accepted, [], new Set()).of(completed)).toMatchObject({
      event: { delivery: { waitingFor: { reason: 'blocked', eventId: headId } } },
    });
  });

  it('is locked when another transaction has registered the job first, and so is all that follows it', () => {
    const batch = new TransitionBatch([], true);
    const decisions = (['started', 'started'] as const).map((event) => batch.apply(report(jobId, event)));
    const result = new BatchResult(batch, new Map(), [], new Set());
    expect(decisions.map((decision) => result.of(decision))).toEqual(['locked', 'locked']);
  });
});

describe('a report on an unknown job', () => {
  const unknown: Decision = { kind: 'unknown', jobId };
  it.each([
    ['locked when the job is there', new Set([jobId]), 'locked'],
    ['refused when it is not', new Set<string>(), { kind: 'refused', error: { type: 'EXPORT_NOT_FOUND' } }],
  ])('is %s', (_, known, expected) => {
    const result = new BatchResult(batchOf(randomUUID(), 'pending'), new Map(), [], known);
    const recorded = result.of(unknown);
    if (typeof expected === 'string') expect(recorded).toBe(expected);
    else expect(recorded).toMatchObject(expected);
  });
});

describe('a report that the status does not allow', () => {
  it('is a repeat when a stored event says the same, and refused when it gives another reason', () => {
    const batch = batchOf(jobId, 'failed');
    const same = stored(jobId, 'failed', 'Closed.');
    const others = [stored(randomUUID(), 'failed', 'Closed.'), stored(jobId, 'started', 'Closed.')];
    const result = new BatchResult(batch, new Map(), [...others, same], new Set());
    expect(result.of(batch.apply(report(jobId, 'failed', 'Closed.')))).toEqual({
      kind: 'repeated',
      id: same.id,
    });
    expect(result.of(batch.apply(report(jobId, 'failed', 'Open.')))).toMatchObject({
      kind: 'refused',
      error: { message: expect.stringContaining('another failure reason') as string },
    });
  });

  it('is a repeat of an event that the same batch has accepted', () => {
    const batch = batchOf(jobId, 'pending');
    const [, again] = [batch.apply(report(jobId, 'started')), batch.apply(report(jobId, 'started'))];
    const result = new BatchResult(batch, written(batch), [], new Set());
    expect(result.of(again)).toEqual({ kind: 'repeated', id: batch.firstOf(jobId)?.id });
  });

  it.each([
    ['in_progress', 'completed', { completedAt: AT, startedAt: null }],
    ['pending', 'started', { completedAt: null, startedAt: AT }],
  ] as const)(
    'is refused with the time of the event that moved the job from %s by %s',
    (status, event, times) => {
      const batch = batchOf(jobId, status);
      batch.apply(report(jobId, event));
      const late = batch.apply(report(jobId, event === 'completed' ? 'failed' : 'started', 'Late.'));
      const result = new BatchResult(batch, written(batch), [], new Set());
      expect(result.of(late)).toMatchObject({ kind: 'refused', error: { job: times } });
    },
  );
});
