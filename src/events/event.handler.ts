import { Injectable } from '@nestjs/common';
import { ValidationFailed } from '../api/validation.js';
import { Settings } from '../config/settings.js';
import { confirm, type PleoJob, readingOf } from '../pleo/confirmation.js';
import type { CreateExportJobEvent } from '../pleo/dto/create-export-job-event.dto.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { isFault, type Outcome, outcomeOf } from '../pleo/pleo.outcome.js';
import { payloadOf } from '../pleo/pleo.payload.js';
import { attemptOf, isAborted } from '../pleo-access/attempt-of.js';
import { type Decisive, meaningOf, signalOf } from '../pleo-access/meaning-of.js';
import type { PleoSession } from '../pleo-access/pleo-session.js';
import type { Message } from '../queue/message.js';
import type { Delivered, MessageHandler } from '../queue/message-handler.js';
import type { Attempt } from '../queue/settlement.js';

const ROUTE = 'POST /export-job-events';

/** Pleo's job ended otherwise: a person has to look. */
const CONFLICT: Delivered['meaning'] = { kind: 'refused', outcome: 'conflict' };

type Event = Required<CreateExportJobEvent>;

/** A sent event: what the answer means, and the attempt that will be kept. */
interface Sent {
  readonly outcome: Outcome;
  readonly attempt: Attempt;
}

/** A sent event whose answer does not decide: Pleo's job has to be read back. */
interface Undecided extends Sent {
  readonly outcome: Exclude<Outcome, Decisive>;
}

/** Sends events to Pleo, and reads the job back where the answer does not say whether the event arrived. */
@Injectable()
export class EventHandler implements MessageHandler<PleoSession> {
  readonly kind = 'event';
  private readonly version: Settings['PLEO_API_VERSION'];

  constructor(
    private readonly pleo: PleoClient,
    settings: Settings,
  ) {
    this.version = settings.PLEO_API_VERSION;
  }

  async deliver({ jobId, body }: Message, session: PleoSession): Promise<Delivered> {
    // As the table has it: it is checked before it goes out.
    const event = { jobId, ...body } as Event;
    const { outcome, attempt } = await this.send(event, session);
    if (outcome.kind === 'state' || outcome.kind === 'unsure')
      return this.readBack(event, { outcome, attempt }, session);
    return decided(outcome, [attempt]);
  }

  /**
   * Pleo refused the change without saying where its job stands: an earlier try may have arrived though its answer was
   * lost, or Pleo may have expired the job. Or a proxy answered, and Pleo may know nothing. So the job is read back and
   * compared with the event. A fault of that read concerns this event alone: others need no read.
   */
  private async readBack(event: Event, sent: Undecided, session: PleoSession): Promise<Delivered> {
    const answer = await this.pleo.readJob(event.jobId, session);
    const reading = readingOf(answer, event.jobId);
    switch (reading.kind) {
      case 'unread': {
        const error = `${sent.outcome.error} Reading the job back failed: ${reading.error}`;
        const outcome = isAborted(answer) ? 'aborted' : 'passing';
        return later(sent, { ...sent.attempt, outcome, error }, reading.waitMs);
      }
      case 'unknown': {
        const error = `${sent.outcome.error} Reading the job back did not explain it: ${reading.error}`;
        return refused(sent, { ...sent.attempt, error });
      }
      case 'job':
        return this.compare(event, sent, reading.job, session);
    }
  }

  private compare(
    event: Event,
    sent: Undecided,
    job: PleoJob,
    session: PleoSession,
  ): Delivered | Promise<Delivered> {
    const pleoStatus = job.status;
    const confirmation = confirm(pleoStatus, event.event);
    const attempt: Attempt = { ...sent.attempt, outcome: confirmation, pleoStatus };
    switch (confirmation) {
      case 'confirmed': {
        const attempts = [{ ...attempt, error: null }];
        const meaning = { kind: 'delivered', outcome: 'confirmed' } as const;
        return { meaning, attempts, pleoStatus, signal: { kind: 'alive' } };
      }
      case 'conflict': {
        const reason = job.failureReasonType ? ` (${job.failureReasonType})` : '';
        const error = `${sent.outcome.error} Pleo's job is "${pleoStatus}"${reason}, which "${event.event}" cannot change.`;
        return refused(sent, { ...attempt, error });
      }
      case 'started_first':
        return this.startFirst(event, attempt, session);
    }
  }

  /** Pleo never heard of `started`: sends it, then the event again, once. */
  private async startFirst(event: Event, first: Attempt, session: PleoSession): Promise<Delivered> {
    const started = await this.send(startOf(event), session);
    if (isFault(started.outcome)) return decided(started.outcome, [first, started.attempt]);

    const again = await this.send(event, session);
    const attempts = [first, started.attempt, again.attempt];
    const { outcome } = again;
    if (outcome.kind === 'unsure') return decided({ ...outcome, kind: 'passing' }, attempts);
    if (outcome.kind !== 'state') return decided(outcome, attempts);
    return { meaning: CONFLICT, attempts, pleoStatus: first.pleoStatus, signal: signalOf(outcome) };
  }

  private async send(event: Event, session: PleoSession): Promise<Sent> {
    const sent = { route: ROUTE, request: event.event, startedAt: performance.now() };
    const payload = payloadOf(event);
    if (payload instanceof ValidationFailed) {
      const error = `The stored event does not fit Pleo's shape and was not sent: ${payload.message}`;
      const outcome = { kind: 'refused', error } as const;
      return { outcome, attempt: attemptOf(sent, outcome, null) };
    }
    const answer = await this.pleo.createEvent(payload, session);
    const outcome = outcomeOf(answer, this.version);
    return { outcome, attempt: attemptOf(sent, outcome, answer) };
  }
}

function startOf({ jobId }: Event): Event {
  return { jobId, event: 'started', failureReason: null, failureReasonType: null };
}

function decided(outcome: Decisive, attempts: readonly Attempt[]): Delivered {
  const wasSent = outcome.kind !== 'refused' || attempts.at(-1)?.statusCode !== null;
  return {
    meaning: meaningOf(outcome),
    attempts,
    pleoStatus: null,
    signal: wasSent ? signalOf(outcome) : null,
  };
}

/** A refusal is final only if it was Pleo's own; after one that may be a proxy's, the event is retried. */
function refused(sent: Undecided, attempt: Attempt): Delivered {
  if (sent.outcome.kind === 'unsure') return later(sent, { ...attempt, outcome: 'passing' }, 0);
  const attempts: Attempt[] = [{ ...attempt, outcome: 'conflict' }];
  return { meaning: CONFLICT, attempts, pleoStatus: attempt.pleoStatus, signal: signalOf(sent.outcome) };
}

/** The signal is what was answered to the event, not to the read. */
function later({ outcome }: Undecided, attempt: Attempt, waitMs: number): Delivered {
  return {
    meaning: { kind: 'passing', waitMs },
    attempts: [attempt],
    pleoStatus: attempt.pleoStatus,
    signal: signalOf(outcome),
  };
}
