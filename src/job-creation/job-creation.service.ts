import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Cancellation } from '../pleo/cancellation.js';
import type { PleoExportJob } from '../pleo/dto/pleo-export-job.dto.js';
import { type PassedVersion, PleoClient } from '../pleo/pleo.client.js';
import { Metrics } from '../metrics/metrics.js';
import { PleoAccess, type Refusal } from '../pleo-access/pleo-access.js';
import { PleoSession } from '../pleo-access/pleo-session.js';
import { CircuitRepository } from '../queue/circuit.repository.js';
import { type Creation, creationOf, type Passed, type Wait } from './creation.js';
import { findCreatedJob, type Search, type Try } from './find-created-job.js';
import { CreationUnknown, pausedBy, PleoNotAsked, PleoUnreachable } from './job-creation.errors.js';

/** Jobs that a replica creates at a time, each over a connection of its own. */
export const CREATIONS = 4;

/** How long a job is looked for, in milliseconds. */
const SEARCH_MS = 30_000;

/** How long the last answers may take once creations were given up, in milliseconds. */
const LAST_ANSWERS_MS = 1000;

/** When to try again where nobody can say: a credential is probed so often. */
const CREDENTIAL_WAIT_MS = 60_000;
const SHORT_WAIT_MS = 2000;

/** What is to be created. */
export interface Order {
  readonly version: PassedVersion;
  readonly companyId: string;
  /** In small letters. */
  readonly entries: ReadonlySet<string>;
  /** The body, as JSON. */
  readonly payload: string;
}

/** The outcome of one: Pleo's answer, and the id of the job if there is one. */
interface Outcome {
  readonly answer: Passed;
  readonly jobId: string | null;
}

/**
 * Creates jobs at Pleo: a request that is not idempotent, so it goes out once, and once more only where Pleo has
 * refused the credential. After a lost answer the relay looks for the job.
 */
@Injectable()
export class JobCreation implements OnModuleDestroy {
  /**
   * Pauses before the job is looked for again, in milliseconds. What is not found is looked for twice, since Pleo may
   * be at it still; while its lists cannot be read, as often as this: what broke the creation off may pass.
   */
  pausesMs: readonly number[] = [2000, 4000, 8000];
  private readonly logger = new Logger(JobCreation.name);
  private readonly underWay = new Map<Cancellation, Promise<unknown>>();
  private readonly givenUp = new AbortController();
  private draining: Promise<void> | null = null;

  constructor(
    private readonly pleo: PleoClient,
    private readonly access: PleoAccess,
    private readonly circuits: CircuitRepository,
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  onModuleDestroy(): Promise<void> {
    return this.drain();
  }

  /**
   * Lets creations end, for up to SHUTDOWN_TIMEOUT_SECONDS: a caller without an answer could not tell whether there is
   * a job, and nobody here would know of it. The rest is given up, and told so.
   */
  drain(): Promise<void> {
    return (this.draining ??= this.endAll());
  }

  private async endAll(): Promise<void> {
    await this.settled(this.settings.SHUTDOWN_TIMEOUT_SECONDS * 1000);
    for (const cancellation of this.underWay.keys()) cancellation.end();
    this.givenUp.abort();
    await this.settled(LAST_ANSWERS_MS);
  }

  /** Until nothing is under way, or `ms` milliseconds have passed. */
  private async settled(ms: number): Promise<void> {
    let isLate = false;
    const late = sleep(ms, undefined, { ref: false }).then(() => (isLate = true));
    while (this.underWay.size > 0 && !isLate) await Promise.race([late, ...this.underWay.values()]);
  }

  /**
   * Creates the job and registers it, whether the caller waits for that or not. Resolves to Pleo's answer, whatever it
   * is, and the job's id where there is a job. Throws `PleoNotAsked`, `PleoUnreachable`, `CreationUnknown`, and what
   * pg throws before anything was sent.
   */
  async create(order: Order): Promise<Outcome> {
    try {
      if (this.underWay.size >= CREATIONS)
        throw new PleoNotAsked('Others are being created right now.', SHORT_WAIT_MS);
      return await this.begin(order);
    } catch (error) {
      this.count(error instanceof CreationUnknown ? 'unknown' : 'not_sent');
      throw error;
    }
  }

  private begin(order: Order): Promise<Outcome> {
    const cancellation = new Cancellation();
    const outcome = this.carryOut(order, cancellation).finally(() => this.underWay.delete(cancellation));
    this.underWay.set(
      cancellation,
      outcome.catch(() => undefined),
    );
    return outcome;
  }

  private async carryOut(order: Order, cancellation: Cancellation): Promise<Outcome> {
    let session = await this.open(order, cancellation);
    let startedAt = performance.now();
    let creation = await this.send(order, session);
    if (creation.kind === 'unauthorized' && (await session.renew())) {
      session = await this.open(order, cancellation);
      startedAt = performance.now();
      creation = await this.send(order, session);
    }
    switch (creation.kind) {
      case 'created':
        await this.register(creation.job, order);
        this.count('created');
        return { answer: creation.answer, jobId: creation.job.id };
      case 'refused':
        if (creation.wait) await this.tellToWait(session, creation.wait);
        this.count('refused');
        return { answer: creation.answer, jobId: null };
      case 'unauthorized':
        throw new PleoNotAsked(creation.reason, CREDENTIAL_WAIT_MS);
      case 'unsent':
        throw new PleoUnreachable(creation.reason);
      case 'lost':
        return this.settle(creation, { ...order, startedAt }, order, cancellation);
    }
  }

  private async send({ version, payload }: Order, session: PleoSession): Promise<Creation> {
    return creationOf(await session.read((permit) => this.pleo.createJob(version, payload, permit)));
  }

  private async open({ companyId }: Order, cancellation: Cancellation): Promise<PleoSession> {
    const session = await this.access.openForWrite({ companyId }, cancellation);
    if (session instanceof PleoSession) return session;
    throw new PleoNotAsked(reasonOf(session), 'pause' in session ? session.waitMs : CREDENTIAL_WAIT_MS);
  }

  private async settle(
    lost: Extract<Creation, { kind: 'lost' }>,
    wanted: Try,
    order: Order,
    cancellation: Cancellation,
  ): Promise<Outcome> {
    const { companyId } = wanted;
    const search = await this.search(wanted, cancellation);
    const what = 'The answer to the creation of a job was lost';
    this.logger.warn({ companyId, reason: lost.reason, search: search.kind }, what);
    if (search.kind !== 'found')
      throw new CreationUnknown(lost.reason, lost.isSilent, search.kind === 'unread' ? search.reason : null);
    // Nobody would do anything with one that is over: registered now, workers would be given it.
    if (!search.hasEnded) await this.register(search.job, order);
    this.count('found');
    const answer = {
      status: 201,
      body: search.body,
      contentType: 'application/json;charset=UTF-8',
      retryAfter: null,
    };
    return { answer, jobId: search.job.id };
  }

  private async search(wanted: Try, cancellation: Cancellation): Promise<Search> {
    const timer = setTimeout(() => cancellation.end(), SEARCH_MS);
    try {
      let search = await this.look(wanted, cancellation);
      for (let look = 0; look < this.pausesMs.length; look++) {
        const mayCome = search.kind === 'unread' || (search.kind === 'none' && look === 0);
        if (!mayCome) break;
        await sleep(this.pausesMs[look], undefined, { signal: this.givenUp.signal }).catch(() => undefined);
        if (cancellation.isOver) break;
        search = await this.look(wanted, cancellation);
      }
      return search;
    } finally {
      clearTimeout(timer);
    }
  }

  private async look(wanted: Try, cancellation: Cancellation): Promise<Search> {
    try {
      const session = await this.access.openForRead({ companyId: wanted.companyId }, cancellation);
      if (!(session instanceof PleoSession)) return { kind: 'unread', reason: reasonOf(session) };
      return await findCreatedJob(this.pleo, wanted, session, (jobId) =>
        this.jobs.wasKnown(jobId, performance.now() - wanted.startedAt),
      );
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      return { kind: 'unread', reason: 'The database does not answer.' };
    }
  }

  /** The job is there: what prevents this is no reason to say otherwise. A webhook, a poll or `started` corrects it. */
  private async register(job: PleoExportJob, { companyId, entries }: Order): Promise<void> {
    const whole = {
      ...job,
      companyId: job.companyId ?? companyId,
      numberOfItems: job.numberOfItems ?? entries.size,
    };
    try {
      await this.database.transaction((run) => this.jobs.announce(whole, 'creation', run));
    } catch (error) {
      const level = isDatabaseUnavailable(error) ? 'warn' : 'error';
      this.logger[level](
        { jobId: job.id, err: error },
        'A job was created at Pleo and could not be registered here',
      );
    }
  }

  /** Told to wait is everybody's, as after a delivery. */
  private async tellToWait({ credential }: PleoSession, { error, waitMs }: Wait): Promise<void> {
    await this.circuits.tellToWait(credential, error, waitMs).catch((reason: unknown) => {
      this.logger.warn(`A pause could not be stored: ${(reason as Error).message}`);
    });
  }

  private count(result: 'created' | 'found' | 'refused' | 'unknown' | 'not_sent'): void {
    this.metrics.jobCreations.inc({ result });
  }
}

/** Why Pleo is not asked. */
function reasonOf(refusal: Refusal): string {
  return 'pause' in refusal ? pausedBy(refusal.pause) : refusal.refused;
}
