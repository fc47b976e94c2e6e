import { Injectable } from '@nestjs/common';
import { Database, type Run } from '../database/database.js';
import { isFinal, JOB_STATUSES } from '../lifecycle/job-state.js';
import {
  FORGET_LEASES,
  JUDGE_TOKENS,
  LAPSE_LEASES,
  MOVE_ENDED_LEASES,
  PROLONG_LEASES,
  RELEASE_LEASE,
  SHORTEN_LEASES,
  type ShownToken,
} from './job-leases.sql.js';
import { type NewLease, TAKE_LEASES } from './take-leases.sql.js';
import { type JudgedToken, TokenCheck } from './token-check.js';

const FINAL = JOB_STATUSES.filter(isFinal);

/** A lease that has begun. */
export interface TakenLease {
  readonly jobId: string;
  readonly token: string;
  readonly until: Date;
  /** How often the job came back since its worker was last heard of. */
  readonly returns: number;
  /** Whether this was the first to see that the owner's lease before had lapsed. */
  readonly hasLapsed: boolean;
}

/** Runs the statements on leases. Whatever takes a `Run` is part of a transaction that has locked the jobs. */
@Injectable()
export class JobLeases {
  constructor(private readonly database: Database) {}

  /** What the tokens of reports are worth. */
  async judge(run: Run, shown: readonly ShownToken[]): Promise<TokenCheck> {
    if (shown.length === 0) return new TokenCheck();
    return new TokenCheck(await run<JudgedToken>(JUDGE_TOKENS, JUDGE_TOKENS.values({ shown })));
  }

  /** Prolongs the leases of workers that were heard of. */
  async prolong(run: Run, shown: readonly ShownToken[]): Promise<void> {
    if (shown.length > 0) await run(PROLONG_LEASES, PROLONG_LEASES.values({ shown }));
  }

  /** Begins leases, and leaves out those whose owner has got another one meanwhile. */
  async take(run: Run, leases: readonly NewLease[]): Promise<TakenLease[]> {
    if (leases.length === 0) return [];
    return run<TakenLease>(TAKE_LEASES, TAKE_LEASES.values({ leases }));
  }

  /** Gives a job back. Whether that is done, now or by the same request before. Throws what pg throws. */
  async release(jobId: string, token: string, by: string | null): Promise<boolean> {
    type Row = { isReleased: boolean; wasReleased: boolean };
    const values = RELEASE_LEASE.values({ jobId, token, by });
    const [row] = await this.database.commit<Row>(RELEASE_LEASE, values);
    return row !== undefined && (row.isReleased || row.wasReleased);
  }

  /** Notes that up to `limit` leases have lapsed, and returns how many. */
  async lapse(limit: number): Promise<number> {
    return (await this.database.commit(LAPSE_LEASES, [limit])).length;
  }

  /** Forgets up to `limit` leases of jobs that nobody will take up again, and returns how many. */
  async forget(limit: number): Promise<number> {
    return (await this.database.commit(FORGET_LEASES, [limit, FINAL])).length;
  }

  /** Gives up to `limit` leases that have ended to companies that were busy, and are not now. Returns how many. */
  async moveEnded(limit: number): Promise<number> {
    return (await this.database.commit(MOVE_ENDED_LEASES, [limit])).length;
  }

  /** Takes away what a clock that was ahead has given, of up to `limit` leases, and returns of how many. */
  async shorten(limit: number): Promise<number> {
    return (await this.database.commit(SHORTEN_LEASES, [limit])).length;
  }
}
