import { Injectable } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import { RelayClock } from '../clock/relay-clock.js';
import { Settings } from '../config/settings.js';
import { type CompanyAuthorization, PleoCredentials } from '../credentials/pleo-credentials.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import type { JobEvent } from '../jobs/job-state.js';
import { confirm, pleoJobOf } from '../pleo/confirmation.js';
import type { Hold } from '../pleo/hold.js';
import type { Permit } from '../pleo/permit.js';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { type Outcome, outcomeOf } from '../pleo/pleo.outcome.js';
import { payloadOf } from '../pleo/pleo.payload.js';
import { ValidationFailed } from '../shared/validation.js';
import type { Attempt, ClaimedEvent, Result, Settlement } from './outbox-message.js';
import { jitteredDelayMs, retryDelayMs } from './retry-policy.js';

/** How much of an answer is kept with the attempt. */
const EXCERPT_LENGTH = 2048;

/** Pleo's job ended otherwise: a person has to look. */
const CONFLICT: Result = { kind: 'dead', outcome: 'conflict' };

/** The claim says nothing about the event. */
const RELEASE = { kind: 'release' } as const satisfies Result;

/** For how long events are tried, at least, after a time in which nobody may have tried them. */
const LAST_TRIES_MS = 3_600_000;

/** Answers after which the same event may go through later. */
type Fault = Extract<Outcome, { kind: 'passing' | 'wait' | 'credential' }>;

/** A sent event: what the answer means, and the attempt that will be kept. */
interface Sent {
  readonly outcome: Outcome;
  readonly attempt: Attempt;
}

/** Tells Pleo of one event and finds out what came of it. Holds no database connection and never throws. */
@Injectable()
export class Delivery {
  private readonly maxAgeMs: number;

  constructor(
    private readonly pleo: PleoClient,
    private readonly credentials: PleoCredentials,
    private readonly clock: RelayClock,
    settings: Settings,
  ) {
    this.maxAgeMs = settings.DELIVERY_MAX_AGE_HOURS * 3_600_000;
  }

  /** `hold` is over when the claim is lost or the process has no time left. */
  async deliver(message: ClaimedEvent, hold: Hold): Promise<Settlement> {
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

    const told = await this.tell(message, { authorization: company.authorization, hold });
    const settlement = (await this.isEarly(told)) ? { ...told, result: retry(message) } : told;
    const { result, seen } = settlement;
    // A request that was given up says nothing, neither of the event nor of Pleo.
    if (hold.isOver && result.kind !== 'delivered') return { ...settlement, result: RELEASE, seen: null };
    if (seen?.kind !== 'credential') return settlement;
    return { ...settlement, result: RELEASE, seen: await this.afterRefusal(message, company, seen) };
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
    seen: Outcome,
  ): Promise<Outcome | null> {
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
    const sent = await this.send(message, message.event, permit);
    if (sent.outcome.kind === 'state') return this.confirm(message, sent, permit);
    return this.settle(message, sent.outcome, [sent.attempt]);
  }

  /**
   * Pleo refused the change without saying where its job stands: an earlier try may have arrived though its answer was
   * lost, or Pleo may have expired the job. So the job is read, and compared with the event.
   */
  private async confirm(message: ClaimedEvent, refused: Sent, permit: Permit): Promise<Settlement> {
    const answer = await this.pleo.readJob(message.jobId, permit);
    const seen = outcomeOf(answer);
    if (isFault(seen)) {
      const error = `${refused.attempt.error} Reading the job back failed: ${seen.error}`;
      const outcome = isAborted(answer) ? 'aborted' : seen.kind;
      return this.settle(message, seen, [{ ...refused.attempt, outcome, error }]);
    }

    const job = answer.kind === 'answered' ? pleoJobOf(answer, message.jobId) : null;
    if (!job) {
      const error = `${refused.attempt.error} Reading the job back did not explain it: ${errorOf(seen)}`;
      const attempt: Attempt = { ...refused.attempt, outcome: 'conflict', error };
      return { message, result: CONFLICT, attempts: [attempt], pleoStatus: null, seen };
    }
    const confirmation = confirm(job.status, message.event);
    const attempt = { ...refused.attempt, outcome: confirmation, pleoStatus: job.status };
    switch (confirmation) {
      case 'confirmed':
        return {
          message,
          result: { kind: 'delivered', outcome: 'confirmed' },
          attempts: [{ ...attempt, error: null }],
          pleoStatus: job.status,
          seen,
        };
      case 'conflict': {
        const reason = job.failureReasonType ? ` (${job.failureReasonType})` : '';
        const error = `${refused.attempt.error} Pleo's job is "${job.status}"${reason}, which "${message.event}" cannot change.`;
        return { message, result: CONFLICT, attempts: [{ ...attempt, error }], pleoStatus: job.status, seen };
      }
      case 'started_first':
        return this.startFirst(message, attempt, permit);
    }
  }

  /** Pleo never heard of `started`: sends it, then the event again, once. */
  private async startFirst(message: ClaimedEvent, refused: Attempt, permit: Permit): Promise<Settlement> {
    const started = await this.send(message, 'started', permit);
    if (isFault(started.outcome)) return this.settle(message, started.outcome, [refused, started.attempt]);

    const again = await this.send(message, message.event, permit);
    const attempts = [refused, started.attempt, again.attempt];
    if (again.outcome.kind !== 'state') return this.settle(message, again.outcome, attempts);
    return { message, result: CONFLICT, attempts, pleoStatus: refused.pleoStatus, seen: again.outcome };
  }

  private settle(
    message: ClaimedEvent,
    seen: Exclude<Outcome, { kind: 'state' }>,
    attempts: Attempt[],
  ): Settlement {
    const asked = seen.kind !== 'refused' || attempts.at(-1)?.statusCode !== null;
    return {
      message,
      result: this.resultOf(message, seen),
      attempts,
      pleoStatus: null,
      seen: asked ? seen : null,
    };
  }

  private resultOf(message: ClaimedEvent, outcome: Exclude<Outcome, { kind: 'state' }>): Result {
    switch (outcome.kind) {
      case 'delivered':
        return { kind: 'delivered', outcome: 'delivered' };
      case 'refused':
        return { kind: 'dead', outcome: 'refused' };
      case 'wait':
      case 'credential':
        // The event is as good as before. What holds it back is the pause that all deliveries take.
        return RELEASE;
      case 'passing': {
        const delayMs = retryDelayMs(message, this.maxAgeMs, Math.random());
        return delayMs === null ? { kind: 'dead', outcome: 'expired' } : { kind: 'retry', delayMs };
      }
    }
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
    return sent(event, startedAt, outcomeOf(answer), answer);
  }
}

function retry({ retries }: ClaimedEvent): Result {
  return { kind: 'retry', delayMs: jitteredDelayMs(retries, Math.random()) };
}

/** The company had a credential of its own when the event was claimed: the default one must not stand in for it. */
function isOutdated({ companyId, generation }: ClaimedEvent, { credential }: CompanyAuthorization): boolean {
  return typeof generation === 'string' && credential !== companyId;
}

function unsent(message: ClaimedEvent, result: Result, seen: Outcome | null): Settlement {
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
      outcome: answer && isAborted(answer) ? 'aborted' : outcome.kind === 'state' ? 'conflict' : outcome.kind,
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

function errorOf(outcome: Outcome): string {
  return outcome.kind === 'delivered' ? 'its answer makes no sense.' : outcome.error;
}
