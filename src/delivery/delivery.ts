import { Injectable } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import { RelayClock } from '../clock/relay-clock.js';
import { Settings } from '../config/settings.js';
import { type CompanyAuthorization, PleoCredentials } from '../credentials/pleo-credentials.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import type { JobEvent } from '../lifecycle/job-state.js';
import { type Confirmation, confirm, type PleoJob, readingOf } from '../pleo/confirmation.js';
import type { Cancellation } from '../pleo/cancellation.js';
import type { Permit } from '../pleo/permit.js';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { type Fault, type Outcome, outcomeOf } from '../pleo/pleo.outcome.js';
import { payloadOf } from '../pleo/pleo.payload.js';
import { ValidationFailed } from '../api/validation.js';
import type { Attempt, ClaimedEvent, Result, Settlement } from '../queue/message.js';
import { jitteredDelayMs, retryDelayMs } from '../queue/retry-policy.js';

/** How much of an answer is kept with the attempt. */
const EXCERPT_LENGTH = 2048;

/** Pleo's job ended otherwise: a person has to look. */
const CONFLICT: Result = { kind: 'dead', outcome: 'conflict' };

/** The claim says nothing about the event. */
const RELEASE = { kind: 'release' } as const satisfies Result;

/** For how long events are tried, at least, after a time in which nobody may have tried them. */
const LAST_TRIES_MS = 3_600_000;

/** An event that was refused lets others try whether the credential works, and tries again within a minute. */
const MAX_REFUSED_MS = 60_000;

/** What an attempt is called as long as nothing more is known than its answer. */
const WORDS = {
  delivered: 'delivered',
  passing: 'passing',
  wait: 'wait',
  credential: 'credential',
  state: 'conflict',
  unsure: 'passing',
  refused: 'refused',
} as const satisfies Record<Outcome['kind'], Attempt['outcome']>;

/** What decides by itself what becomes of an event. */
type Verdict = Exclude<Outcome, { kind: 'state' | 'unsure' }>;

/** A sent event: what the answer means, and the attempt that will be kept. */
interface Sent {
  readonly outcome: Outcome;
  readonly attempt: Attempt;
}

/** One whose answer does not say what becomes of it. */
interface Unsettled extends Sent {
  readonly outcome: Extract<Outcome, { kind: 'state' | 'unsure' }>;
}

/** Tells Pleo of one event and finds out what came of it. Holds no database connection and never throws. */
@Injectable()
export class Delivery {
  private readonly maxAgeMs: number;
  private readonly version: Settings['PLEO_API_VERSION'];

  constructor(
    private readonly pleo: PleoClient,
    private readonly credentials: PleoCredentials,
    private readonly clock: RelayClock,
    settings: Settings,
  ) {
    this.maxAgeMs = settings.DELIVERY_MAX_AGE_HOURS * 3_600_000;
    this.version = settings.PLEO_API_VERSION;
  }

  /** `cancellation` is over when the claim is lost or the process has no time left. */
  async deliver(message: ClaimedEvent, cancellation: Cancellation): Promise<Settlement> {
    const company =
      this.credentials.cached(message.companyId, message.generation) ?? (await this.authorize(message));
    // What the claim said of the company does not hold any more: the next one says how it is now.
    if (company === null || isOutdated(message, company)) return unsent(message, RELEASE, null);
    const { credential } = company;
    if (credential !== message.credential) return unsent(message, { ...RELEASE, credential }, null);
    if ('refused' in company) {
      // What another replica may be able to open is no reason to pause it for all.
      const seen = this.credentials.leavesAlone(credential)
        ? null
        : ({ kind: 'credential', error: company.refused } as const);
      return unsent(message, RELEASE, seen);
    }

    const told = await this.tell(message, { authorization: company.authorization, cancellation });
    const settlement = (await this.isEarly(told)) ? { ...told, result: retry(message) } : told;
    const { result, seen } = settlement;
    // A request that was given up says nothing, neither of the event nor of Pleo.
    if (cancellation.isOver && result.kind !== 'delivered')
      return { ...settlement, result: RELEASE, seen: null };
    // 403 says that the credential may not; another token would not either.
    if (seen?.kind !== 'credential' || settlement.attempts.at(-1)?.statusCode !== 401) return settlement;
    const now = await this.afterRefusal(message, company, seen);
    return now === null ? { ...settlement, result: RELEASE, seen: null } : { ...settlement, seen: now };
  }

  /**
   * Whether an event would die of an age that says nothing: the relay was away, or a clock was set, and it has not been
   * tried for long since.
   */
  private async isEarly({ result }: Settlement): Promise<boolean> {
    if (result.kind !== 'dead' || result.outcome !== 'expired') return false;
    try {
      return (await this.clock.look()) < Math.min(LAST_TRIES_MS, this.maxAgeMs);
    } catch (error) {
      if (isDatabaseUnavailable(error)) return true;
      throw error;
    }
  }

  /** Null when the database does not say, which whoever claims the event again will hear of. */
  private async authorize({ companyId, generation }: ClaimedEvent): Promise<CompanyAuthorization | null> {
    try {
      return await this.credentials.authorizationFor(companyId, generation);
    } catch (error) {
      if (isDatabaseUnavailable(error)) return null;
      throw error;
    }
  }

  /** What a refusal comes to: nothing when there is another authorization by now, else why nothing can be sent. */
  private async afterRefusal(
    { companyId }: ClaimedEvent,
    used: { credential: string; authorization: string },
    seen: Fault,
  ): Promise<Fault | null> {
    try {
      if (await this.credentials.refused(used.credential, used.authorization)) return null;
      const now = await this.credentials.authorizationFor(companyId);
      return 'refused' in now ? { kind: 'credential', error: now.refused } : seen;
    } catch (error) {
      if (isDatabaseUnavailable(error)) return seen;
      throw error;
    }
  }

  private async tell(message: ClaimedEvent, permit: Permit): Promise<Settlement> {
    const { outcome, attempt } = await this.send(message, message.event, permit);
    if (outcome.kind === 'state' || outcome.kind === 'unsure') {
      return this.confirm(message, { outcome, attempt }, permit);
    }
    return this.settle(message, outcome, [attempt]);
  }

  /**
   * Pleo refused the change without saying where its job stands: an earlier try may have arrived though its answer was
   * lost, or Pleo may have expired the job. Or somebody else answered, and Pleo may know nothing. So the job is read, and
   * compared with the event. What the read meets concerns this event alone: others need no read.
   */
  private async confirm(message: ClaimedEvent, told: Unsettled, permit: Permit): Promise<Settlement> {
    const answer = await this.pleo.readJob(message.jobId, permit);
    const reading = readingOf(answer, message.jobId);
    switch (reading.kind) {
      case 'unread': {
        const error = `${told.outcome.error} Reading the job back failed: ${reading.error}`;
        const attempt = {
          ...told.attempt,
          outcome: isAborted(answer) ? 'aborted' : 'passing',
          error,
        } as const;
        return { ...this.tryLater(message, told, attempt, reading.waitMs), pleoStatus: null };
      }
      case 'unknown': {
        const error = `${told.outcome.error} Reading the job back did not explain it: ${reading.error}`;
        return this.refuse(message, told, { ...told.attempt, error }, null);
      }
      case 'job':
        return this.compare(message, told, reading.job, permit);
    }
  }

  private compare(
    message: ClaimedEvent,
    told: Unsettled,
    job: PleoJob,
    permit: Permit,
  ): Settlement | Promise<Settlement> {
    const pleoStatus = job.status;
    const confirmation: Confirmation = confirm(job.status, message.event);
    const attempt: Attempt = { ...told.attempt, outcome: confirmation, pleoStatus };
    switch (confirmation) {
      case 'confirmed': {
        const result: Result = { kind: 'delivered', outcome: 'confirmed' };
        const attempts = [{ ...attempt, error: null }];
        return { message, result, attempts, pleoStatus, seen: { kind: 'delivered' } };
      }
      case 'conflict': {
        const reason = job.failureReasonType ? ` (${job.failureReasonType})` : '';
        const error = `${told.outcome.error} Pleo's job is "${job.status}"${reason}, which "${message.event}" cannot change.`;
        return this.refuse(message, told, { ...attempt, error }, pleoStatus);
      }
      case 'started_first':
        return this.startFirst(message, attempt, permit);
    }
  }

  /** Pleo never heard of `started`: sends it, then the event again, once. */
  private async startFirst(message: ClaimedEvent, refused: Attempt, permit: Permit): Promise<Settlement> {
    const { pleoStatus } = refused;
    const started = await this.send(message, 'started', permit);
    if (isFault(started.outcome)) return this.settle(message, started.outcome, [refused, started.attempt]);

    const again = await this.send(message, message.event, permit);
    const attempts = [refused, started.attempt, again.attempt];
    const { outcome } = again;
    if (outcome.kind === 'unsure') return this.settle(message, { ...outcome, kind: 'passing' }, attempts);
    if (outcome.kind !== 'state') return this.settle(message, outcome, attempts);
    return { message, result: CONFLICT, attempts, pleoStatus, seen: outcome };
  }

  /** Dead if it was Pleo that refused the change; nobody else has the last word. */
  private refuse(
    message: ClaimedEvent,
    told: Unsettled,
    attempt: Attempt,
    pleoStatus: Settlement['pleoStatus'],
  ): Settlement {
    if (told.outcome.kind === 'unsure') {
      return { ...this.tryLater(message, told, { ...attempt, outcome: 'passing' }, 0), pleoStatus };
    }
    const attempts: Attempt[] = [{ ...attempt, outcome: 'conflict' }];
    return { message, result: CONFLICT, attempts, pleoStatus, seen: told.outcome };
  }

  /** Of Pleo it says what was told to the event, not to the read. */
  private tryLater(message: ClaimedEvent, { outcome }: Unsettled, attempt: Attempt, waitMs: number) {
    const seen: Settlement['seen'] =
      outcome.kind === 'unsure' ? { kind: 'passing', error: outcome.error } : outcome;
    return { message, result: this.retry(message, waitMs), attempts: [attempt], seen };
  }

  private settle(message: ClaimedEvent, seen: Verdict, attempts: Attempt[]): Settlement {
    const asked = seen.kind !== 'refused' || attempts.at(-1)?.statusCode !== null;
    return {
      message,
      result: this.resultOf(message, seen),
      attempts,
      pleoStatus: null,
      seen: asked ? seen : null,
    };
  }

  private resultOf(message: ClaimedEvent, outcome: Verdict): Result {
    switch (outcome.kind) {
      case 'delivered':
        return { kind: 'delivered', outcome: 'delivered' };
      case 'refused':
        return { kind: 'dead', outcome: 'refused' };
      case 'wait':
        return { kind: 'release', delayMs: outcome.waitMs };
      case 'credential': {
        const delayMs = jitteredDelayMs(message.retries, Math.random());
        return { kind: 'release', delayMs: Math.min(delayMs, MAX_REFUSED_MS) };
      }
      case 'passing':
        return this.retry(message, 0);
    }
  }

  private retry(message: ClaimedEvent, waitMs: number): Result {
    const delayMs = retryDelayMs(message, this.maxAgeMs, Math.random());
    if (delayMs === null) return { kind: 'dead', outcome: 'expired' };
    return { kind: 'retry', delayMs: Math.max(delayMs, waitMs) };
  }

  private async send(message: ClaimedEvent, event: JobEvent, permit: Permit): Promise<Sent> {
    const { jobId } = message;
    const reasons =
      event === message.event
        ? { failureReason: message.failureReason, failureReasonType: message.failureReasonType }
        : { failureReason: null, failureReasonType: null };
    const startedAt = performance.now();
    const payload = payloadOf({ jobId, event, ...reasons });
    if (payload instanceof ValidationFailed) {
      const error = `The stored event does not fit Pleo's shape and was not sent: ${payload.message}`;
      return sent(event, startedAt, { kind: 'refused', error }, null);
    }
    const answer = await this.pleo.createEvent(payload, permit);
    return sent(event, startedAt, outcomeOf(answer, this.version), answer);
  }
}

function retry({ retries }: ClaimedEvent): Result {
  return { kind: 'retry', delayMs: jitteredDelayMs(retries, Math.random()) };
}

/** The company had a credential of its own when the event was claimed: the default one must not stand in for it. */
function isOutdated({ companyId, generation }: ClaimedEvent, { credential }: CompanyAuthorization): boolean {
  return typeof generation === 'string' && credential !== companyId;
}

function unsent(message: ClaimedEvent, result: Result, seen: Settlement['seen']): Settlement {
  return { message, result, attempts: [], pleoStatus: null, seen };
}

function sent(sentEvent: JobEvent, startedAt: number, outcome: Outcome, answer: PleoAnswer | null): Sent {
  const answered = answer?.kind === 'answered' ? answer : null;
  return {
    outcome,
    attempt: {
      id: uuidv4(),
      sentEvent,
      startedAt,
      durationMs: Math.round(performance.now() - startedAt),
      outcome: answer && isAborted(answer) ? 'aborted' : WORDS[outcome.kind],
      statusCode: answered?.status ?? null,
      error: outcome.kind === 'delivered' ? null : outcome.error,
      responseExcerpt: answered && outcome.kind !== 'delivered' ? excerptOf(answered.body) : null,
      pleoStatus: null,
    },
  };
}

function isAborted(answer: PleoAnswer): boolean {
  return answer.kind === 'unanswered' && answer.code === 'ABORTED';
}

/** Postgres text holds no NUL, and a cut may leave half a character behind. */
function excerptOf(body: string): string | null {
  return body.slice(0, EXCERPT_LENGTH).replaceAll('\0', '\uFFFD').toWellFormed() || null;
}

function isFault(outcome: Outcome): outcome is Fault {
  return outcome.kind === 'passing' || outcome.kind === 'wait' || outcome.kind === 'credential';
}
