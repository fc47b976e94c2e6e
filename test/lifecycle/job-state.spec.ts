import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eventLeadingTo,
  FAILURE_REASON_TYPES,
  isFinal,
  JOB_EVENTS,
  JOB_STATUSES,
  type JobEvent,
  type JobStatus,
  mayRegister,
  transition,
} from '../../src/lifecycle/job-state.js';

/** What each status makes of each event, written out by hand from the lifecycle; null is a refusal. */
const LIFECYCLE: [JobStatus, JobEvent, JobStatus | null][] = [
  ['pending', 'started', 'in_progress'],
  ['pending', 'failed', 'failed'],
  ['pending', 'completed', null],
  ['pending', 'completed_with_errors', null],
  ['in_progress', 'started', null],
  ['in_progress', 'failed', 'failed'],
  ['in_progress', 'completed', 'completed'],
  ['in_progress', 'completed_with_errors', 'completed_with_errors'],
  ['completed', 'started', null],
  ['completed', 'failed', null],
  ['completed', 'completed', null],
  ['completed', 'completed_with_errors', null],
  ['completed_with_errors', 'started', null],
  ['completed_with_errors', 'failed', null],
  ['completed_with_errors', 'completed', null],
  ['completed_with_errors', 'completed_with_errors', null],
  ['failed', 'started', null],
  ['failed', 'failed', null],
  ['failed', 'completed', null],
  ['failed', 'completed_with_errors', null],
];

describe('transition', () => {
  it.each(LIFECYCLE.filter(([, , to]) => to !== null))(
    'takes a job that is %s by %s to %s',
    (from, event, to) => {
      expect(transition(from, event)).toBe(to);
    },
  );

  it.each(LIFECYCLE.filter(([, , to]) => to === null))(
    'refuses for a job that is %s the event %s',
    (from, event) => {
      expect(transition(from, event)).toBeNull();
    },
  );

  it('is tested here for every status and every event', () => {
    expect(LIFECYCLE.map(([from, event]) => `${from} ${event}`).sort()).toEqual(
      JOB_STATUSES.flatMap((status) => JOB_EVENTS.map((event) => `${status} ${event}`)).sort(),
    );
  });

  it('makes a legal history of any sequence of events', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...JOB_EVENTS)), (events) => {
        let status: JobStatus = 'pending';
        const accepted: JobEvent[] = [];
        for (const event of events) {
          const next = transition(status, event);
          if (next === null) continue;
          accepted.push(event);
          status = next;
        }
        expect([
          [],
          ['started'],
          ['failed'],
          ['started', 'failed'],
          ['started', 'completed'],
          ['started', 'completed_with_errors'],
        ]).toContainEqual(accepted);
      }),
    );
  });
});

describe('the words of the lifecycle', () => {
  it.each<[JobStatus, boolean, JobEvent | null]>([
    ['pending', false, null],
    ['in_progress', false, 'started'],
    ['completed', true, 'completed'],
    ['completed_with_errors', true, 'completed_with_errors'],
    ['failed', true, 'failed'],
  ])('%s is final: %s, and reached by %s', (status, final, event) => {
    expect(isFinal(status)).toBe(final);
    expect(eventLeadingTo(status)).toBe(event);
  });

  it.each<[JobEvent, boolean]>([
    ['started', true],
    ['failed', true],
    ['completed', false],
    ['completed_with_errors', false],
  ])('%s may be the first that is heard of a job: %s', (event, may) => {
    expect(mayRegister(event)).toBe(may);
  });

  it('are those of ExportJobEventType and ExportJobFailureReasonType', () => {
    expect(JOB_EVENTS).toEqual(['started', 'failed', 'completed', 'completed_with_errors']);
    expect([...FAILURE_REASON_TYPES].sort()).toEqual([
      'accounting_system_authentication_failure',
      'accounting_system_rate_limit',
      'accounting_system_timeout',
      'accounting_system_unreachable',
      'authentication_failure',
      'authorization_failure',
      'canceled_by_user',
      'integration_unusable',
      'invalid_configuration',
      'job_expired',
      'missing_configuration',
      'pleo_rate_limit',
      'service_timeout',
      'service_unreachable',
      'validation_failure',
    ]);
  });
});
