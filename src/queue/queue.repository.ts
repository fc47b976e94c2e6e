import { Injectable } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import type { Reach } from './credential-queue.js';
import { Settings } from '../config/settings.js';
import { Database, type Run } from '../database/database.js';
import { CLAIM_DUE } from './claim.sql.js';
import { HASTEN } from './due-times.sql.js';
import { FIND_JOBS } from './find-jobs.sql.js';
import { FIND_QUEUES } from './find-queues.sql.js';
import { NOTIFY } from './notify.sql.js';
import { RENEW_CLAIMS } from './renew.sql.js';
import { type KeptAttempt, LOCK_QUEUES, SETTLE } from './settle.sql.js';
import { TELL_DEAD } from './tell-dead.sql.js';
import type { ClaimedMessage } from './message.js';
import { FIND_KINDS } from './message-kinds.sql.js';
import type { Settlement } from './settlement.js';

/**
 * How long a claim is held without a renewal, in milliseconds. A replica that is killed leaves its events to the
 * others when this has passed, and the next poll finds them: less than 15 s in all.
 */
export const LEASE_MS = 12_000;

/** Where the next claim in a credential's queue may begin, in seconds since 1970 by the database's clock. */
export interface QueueMark {
  readonly credential: string;
  readonly mark: number;
  /** Whether there may be more that is due, and can be claimed. */
  readonly isMoreDue: boolean;
}

/** A queue in which something waits, and since when it is due, in seconds since 1970 by the database's clock. */
export interface WaitingQueue {
  readonly credential: string;
  readonly oldestDue: number;
}

/** Writes what Pleo said of jobs, by their ids, with one statement: the last one of a transaction. */
export type NoteStatuses = (statuses: ReadonlyMap<string, string>, runAndCommit: Run) => Promise<void>;

/**
 * Writes the outcomes of the parts of messages, in a transaction that has locked their jobs, and returns the
 * settlements with what the messages come to by that. It is the same array where none has parts.
 */
export type SettleParts = (run: Run, settlements: Settlement[]) => Promise<Settlement[]>;

/** A message whose outcome is written. */
interface Settled {
  readonly jobId: string;
  readonly sequence: number;
  readonly delaySeconds: number | null;
}

/** A message's key, as text. */
export function keyOf({ jobId, sequence }: { jobId: string; sequence: number }): string {
  return `${jobId}/${sequence}`;
}

@Injectable()
export class QueueRepository {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /**
   * Claims up to `limit` messages of the `kinds` that are due, for LEASE_MS, in the queues of `marks`, each from its
   * low-water mark, and of the credentials in `rooms` no more than that each. Paused queues are left, except on the
   * credentials in `probes`; so is what is out of reach.
   */
  async claim(
    kinds: readonly string[],
    limit: number,
    probes: readonly string[],
    rooms: ReadonlyMap<string, number>,
    { keyIds, leftAlone }: Reach,
    marks: ReadonlyMap<string, number | null>,
  ): Promise<{ messages: ClaimedMessage[]; queues: QueueMark[] }> {
    const values = CLAIM_DUE.values({
      kinds,
      limit,
      claim: uuidv4(),
      leaseMs: LEASE_MS,
      probes,
      rooms: [...rooms],
      keyIds,
      leftAlone: [...leftAlone.keys()],
      marks: [...marks],
    });
    const rows = await this.database.commit<ClaimedMessage & QueueMark>(CLAIM_DUE, values);
    return {
      messages: rows.filter(({ mark }) => mark === null),
      queues: rows.filter(({ mark }) => mark !== null),
    };
  }

  /** The kinds of messages that the database may hold. */
  async kinds(): Promise<string[]> {
    const rows = await this.database.patiently<{ kind: string }>(FIND_KINDS, []);
    return rows.map(({ kind }) => kind);
  }

  /** All queues in which something waits. */
  findQueues(): Promise<WaitingQueue[]> {
    return this.database.patiently<WaitingQueue>(FIND_QUEUES, []);
  }

  /** Wakes the dispatchers of all replicas, as a new event does. */
  async notify(): Promise<void> {
    await this.database.run(NOTIFY, []);
  }

  /**
   * Makes up to `limit` events due that a clock which was ahead would let wait; dead results hold one back for `holdMs`
   * at most. Returns how many.
   */
  async hasten(limit: number, holdMs: number): Promise<number> {
    return (await this.database.commit(HASTEN, [limit, LEASE_MS, holdMs])).length;
  }

  /** Holds the claims for another LEASE_MS and returns the keys of those that were not lost. */
  async renew(messages: ClaimedMessage[]): Promise<Set<string>> {
    const values = RENEW_CLAIMS.values({ held: messages, leaseMs: LEASE_MS });
    const rows = await this.database.commit<{ jobId: string; sequence: number }>(RENEW_CLAIMS, values);
    return new Set(rows.map(keyOf));
  }

  /**
   * Writes attempts and outcomes in one transaction, except those of jobs that another session has locked at the
   * moment: they are returned as `later`. `lost` are those whose claim was not held any more, or whose job is gone, as
   * after a failover to a standby that had not heard of it. `delays` has, for each event that is delivered now, the
   * seconds since it was accepted. What was read of a job at Pleo goes to `noteStatuses` in the same transaction, as
   * far as the claim was held; where nothing was read, that is not called.
   */
  async settle(
    settlements: Settlement[],
    settleParts: SettleParts,
    noteStatuses: NoteStatuses,
  ): Promise<{ lost: Settlement[]; later: Settlement[]; delays: number[] }> {
    return this.database.transaction(async (run, runAndCommit) => {
      const jobIds = settlements.map(({ message }) => message.jobId);
      const locked = new Set((await run<{ id: string }>(LOCK_QUEUES, [jobIds])).map(({ id }) => id));
      const left = settlements.filter(({ message }) => !locked.has(message.jobId));
      const gone = await this.ofGoneJobs(run, left);
      const later = left.filter((settlement) => !gone.includes(settlement));
      const now = await settleParts(
        run,
        settlements.filter(({ message }) => locked.has(message.jobId)),
      );
      const dying = this.settings.NOTICE_URL === undefined ? [] : now.filter(isDyingEvent);
      const isLast = dying.length === 0 && now.every(({ pleoStatus }) => pleoStatus === null);
      const values = SETTLE.values({ attempts: attemptsIn(now), settlements: now });
      const settled = await (isLast ? runAndCommit : run)<Settled>(SETTLE, values);
      const written = new Set(settled.map(keyOf));
      const died = dying.map(({ message }) => message).filter((message) => written.has(keyOf(message)));
      if (died.length > 0) await run(TELL_DEAD, TELL_DEAD.values({ died }));
      const statuses = statusesIn(now.filter(({ message }) => written.has(keyOf(message))));
      if (statuses.size > 0) await noteStatuses(statuses, runAndCommit);
      return {
        lost: [...gone, ...now.filter(({ message }) => !written.has(keyOf(message)))],
        later,
        delays: settled.flatMap(({ delaySeconds }) => delaySeconds ?? []),
      };
    });
  }

  private async ofGoneJobs(run: Run, settlements: Settlement[]): Promise<Settlement[]> {
    if (settlements.length === 0) return [];
    const ids = settlements.map(({ message }) => message.jobId);
    const known = new Set((await run<{ id: string }>(FIND_JOBS, [ids])).map(({ id }) => id));
    return settlements.filter(({ message }) => !known.has(message.jobId));
  }
}

/** Dead results are told of by those who know them. */
function isDyingEvent({ message, disposition }: Settlement): boolean {
  return message.kind === 'event' && disposition.kind === 'dead';
}

function attemptsIn(settlements: Settlement[]): KeptAttempt[] {
  const now = performance.now();
  return settlements.flatMap(({ message, disposition, attempts }) =>
    attempts.map((attempt) => ({
      message,
      attempt,
      ageMs: now - attempt.startedAt,
      retryMs: disposition.kind === 'retry' && attempt === attempts.at(-1) ? disposition.delayMs : null,
    })),
  );
}

function statusesIn(settlements: Settlement[]): Map<string, string> {
  return new Map(
    settlements.flatMap(({ message, pleoStatus }) =>
      pleoStatus === null ? [] : [[message.jobId, pleoStatus] as const],
    ),
  );
}
