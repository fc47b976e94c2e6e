import { describe, expect, it } from 'vitest';
import { FAILURE_REASON_TYPES, JOB_EVENTS } from '../../src/lifecycle/job-state.js';
import type { CreateExportJobEvent } from '../../src/pleo/dto/create-export-job-event.dto.js';
import { payloadOf } from '../../src/pleo/pleo.payload.js';
import { ValidationFailed } from '../../src/api/validation.js';

const JOB_ID = '0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c';

function stored(given: Record<string, unknown>): Required<CreateExportJobEvent> {
  const row = { jobId: JOB_ID, event: 'started', failureReason: null, failureReasonType: null, ...given };
  return row as Required<CreateExportJobEvent>;
}

describe('payloadOf', () => {
  it.each(JOB_EVENTS)('says of %s the job and the event, and nothing that is not set', (event) => {
    expect(payloadOf(stored({ event }))).toBe(`{"jobId":"${JOB_ID}","event":"${event}"}`);
  });

  it.each(FAILURE_REASON_TYPES)('sends a failure with its reason and the type %s', (failureReasonType) => {
    const failure = { event: 'failed', failureReason: 'Das Journal "Ä" ist zu.\n✗', failureReasonType };
    expect(JSON.parse(payloadOf(stored(failure)) as string)).toEqual({ jobId: JOB_ID, ...failure });
  });

  it('sends the two halves of a failure apart as well', () => {
    expect(payloadOf(stored({ event: 'failed', failureReason: 'closed' }))).toBe(
      `{"jobId":"${JOB_ID}","event":"failed","failureReason":"closed"}`,
    );
    expect(payloadOf(stored({ event: 'failed', failureReasonType: 'job_expired' }))).toBe(
      `{"jobId":"${JOB_ID}","event":"failed","failureReasonType":"job_expired"}`,
    );
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an event that Pleo does not know', { event: 'paused' }, '/event'],
    ['no event', { event: null }, '/event'],
    ['a job id that is no UUID', { jobId: 'job-7' }, '/jobId'],
    ['a reason without a failure', { event: 'completed', failureReason: 'odd' }, '/failureReason'],
    ['a reason type without a failure', { failureReasonType: 'job_expired' }, '/failureReasonType'],
    [
      'a reason type that Pleo does not know',
      { event: 'failed', failureReasonType: 'bored' },
      '/failureReasonType',
    ],
    ['a reason that is no text', { event: 'failed', failureReason: 7 }, '/failureReason'],
    ['half of a surrogate pair', { event: 'failed', failureReason: 'a\ud83d' }, '/failureReason'],
  ])('refuses a row with %s', (_, given, pointer) => {
    const refusal = payloadOf(stored(given));
    expect(refusal).toBeInstanceOf(ValidationFailed);
    expect((refusal as ValidationFailed).mistakes.map((mistake) => mistake.pointer)).toEqual([pointer]);
  });
});
