import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Database, type Run } from '../database/database.js';
import type { Undelivered } from './dto/export-job.dto.js';
import { ExportJobEntity, type JobSource } from './job.entity.js';
import { type JobOrigin, nameOf } from '../lifecycle/job-origin.js';
import { isFinal, JOB_STATUSES, type JobStatus } from '../lifecycle/job-state.js';
import {
  COMPLETE_REGISTRATION,
  COUNT_UNDELIVERED,
  FILL_IN,
  FIND_COMPANIES,
  FIND_KNOWN_BEFORE,
  FIND_UNANNOUNCED,
  FIND_UNLISTED,
  FIND_WHOLE_JOBS,
  HEAR_OF_RESUMED,
  HEARTBEAT,
  HEARTBEAT_OF_LEASE,
  LOCK_REGISTRATION,
  NOTE_PLEO_STATUSES,
  REGISTER_JOB,
} from './jobs.sql.js';

/** What a registration says of a job. */
export interface Registration {
  id: string;
  companyId: string | null;
  numberOfItems: number | null;
  expiresIn: number;
}

/** What the table says of it. */
export type Registered = Omit<Registration, 'id'> & Pick<ExportJobEntity, 'registeredAt'>;

const UNFINISHED = JOB_STATUSES.filter((status) => !isFinal(status));

@Injectable()
export class JobsRepository {
  constructor(
    private readonly database: Database,
    @InjectRepository(ExportJobEntity) private readonly jobs: Repository<ExportJobEntity>,
  ) {}

  /**
   * Inserts the job and returns null; or, when the id is taken, asks `reconcile` with the row locked what the row
   * should say instead (null: leave it), and returns what it said before.
   */
  async register(
    registration: Registration,
    by: string | null,
    reconcile: (registered: Registered) => Registration | null,
  ): Promise<Registered | null> {
    return this.database.transaction(async (run) => {
      const registered = await insertOrLock(run, registration, 'api', by);
      const next = registered && reconcile(registered);
      if (next) await run(COMPLETE_REGISTRATION, COMPLETE_REGISTRATION.values({ ...next, by }));
      return registered;
    });
  }

  /**
   * Inserts the job as one that Pleo told of, and returns whether it is new. One that is there only takes what it
   * lacks: all of it when it is known from events only.
   */
  async announce(run: Run, registration: Registration, origin: JobOrigin): Promise<boolean> {
    const { companyId, numberOfItems } = registration;
    const by = nameOf(origin);
    // Pleo heard of a job that was created through the relay from here, and not the other way round.
    const source = origin === 'creation' ? 'api' : 'webhook';
    const known = await insertOrLock(run, registration, source, by);
    if (known === null) return true;
    const lacksCompany = known.companyId === null && companyId !== null;
    const lacksNumber = known.numberOfItems === null && numberOfItems !== null;
    if (known.registeredAt === null)
      await run(COMPLETE_REGISTRATION, COMPLETE_REGISTRATION.values({ ...registration, by }));
    else if (lacksCompany || lacksNumber) await run(FILL_IN, FILL_IN.values(registration));
    return false;
  }

  /** Which of these jobs have something to learn from an announcement. */
  async unannounced(ids: string[]): Promise<Set<string>> {
    const rows = await this.database.run<{ id: string }>(FIND_UNANNOUNCED, [ids]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Whether the job was known `agoMs` milliseconds ago. */
  async wasKnown(id: string, agoMs: number): Promise<boolean> {
    const rows = await this.database.run(FIND_KNOWN_BEFORE, [id, agoMs]);
    return rows.length > 0;
  }

  /** Some of the unfinished jobs that are older than `ageMs`, not among `listed`, and not known to be over at Pleo. */
  async unlisted(credential: string, listed: string[], ageMs: number, limit: number): Promise<string[]> {
    const over = JOB_STATUSES.filter(isFinal);
    const values = FIND_UNLISTED.values({ credential, statuses: UNFINISHED, listed, over, ageMs, limit });
    const rows = await this.database.run<{ id: string }>(FIND_UNLISTED, values);
    return rows.map(({ id }) => id);
  }

  async notePleoStatuses(statuses: ReadonlyMap<string, string>, run: Run): Promise<void> {
    await run(NOTE_PLEO_STATUSES, NOTE_PLEO_STATUSES.values({ statuses: [...statuses] }));
  }

  async notePleoStatus(id: string, status: JobStatus): Promise<void> {
    await this.database.run(NOTE_PLEO_STATUSES, NOTE_PLEO_STATUSES.values({ statuses: [[id, status]] }));
  }

  /** Whether there was an unfinished job to keep alive; with a token, whether that is the one of its live lease. */
  async heartbeat(id: string, leaseToken: string | null): Promise<boolean> {
    const moved = leaseToken
      ? await this.database.commit(HEARTBEAT_OF_LEASE, [id, UNFINISHED, leaseToken])
      : await this.database.run(HEARTBEAT, [id, UNFINISHED]);
    return moved.length > 0;
  }

  /** Gives locked jobs their time again, in the transaction of `run`. */
  async hearOf(ids: string[], run: Run): Promise<void> {
    await run(HEAR_OF_RESUMED, [ids]);
  }

  async find(id: string): Promise<ExportJobEntity | null> {
    await this.database.answers();
    return this.jobs.findOneBy({ id });
  }

  findMany(ids: string[]): Promise<ExportJobEntity[]> {
    return this.database.run(FIND_WHOLE_JOBS, [ids]);
  }

  /** The company of each job; null where none is known. */
  async companiesOf(ids: string[]): Promise<Map<string, string | null>> {
    const rows = await this.database.run<{ id: string; companyId: string | null }>(FIND_COMPANIES, [ids]);
    return new Map(rows.map(({ id, companyId }) => [id, companyId]));
  }

  /** What waits of each job, and what its results come to; a job without events that wait and results is left out. */
  async undelivered(ids: string[]): Promise<Map<string, Undelivered>> {
    const rows = await this.database.run<Undelivered & { jobId: string }>(COUNT_UNDELIVERED, [ids]);
    return new Map(rows.map((row) => [row.jobId, row]));
  }
}

/** Null when the job was inserted; else what its row says, which stays locked until the transaction ends. */
async function insertOrLock(
  run: Run,
  registration: Registration,
  source: JobSource,
  by: string | null,
): Promise<Registered | null> {
  const inserted = await run(REGISTER_JOB, REGISTER_JOB.values({ ...registration, source, by }));
  if (inserted.length > 0) return null;
  const [registered] = await run<Registered>(LOCK_REGISTRATION, [registration.id]);
  if (!registered) throw new Error(`job ${registration.id} is neither new nor there`);
  return registered;
}
