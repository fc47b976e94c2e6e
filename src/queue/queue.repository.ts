import { Injectable } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import type { Reach } from './credential-queue.js';
import { Database } from '../database/database.js';
import { FIND_KINDS } from './message-kinds.sql.js';
import { CLAIM_DUE, FIND_QUEUES, HASTEN, LOCK_QUEUES, NOTIFY, RENEW_CLAIMS, SETTLE } from './queue.sql.js';
import type { ClaimedMessage } from './message.js';
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

/** A message's key, as text. */
export function keyOf({ jobId, sequence }: { jobId: string; sequence: number }): string {
  return `${jobId}/${sequence}`;
}

@Injectable()
export class QueueRepository {
  constructor(private readonly database: Database) {}

  /**
   * Claims up to `limit` events that are due, for LEASE_MS, in the queues of `marks`, each from its low-water mark, and of
   * the credentials in `rooms` no more than that each. What is paused is left, except on the credentials in `probes`; so is
   * what is out of reach.
   */
  async claim(
    limit: number,
    probes: readonly string[],
    rooms: ReadonlyMap<string, number>,
    { keyIds, leftAlone }: Reach,
    marks: ReadonlyMap<string, number | null>,
  ): Promise<{ messages: ClaimedMessage[]; queues: QueueMark[] }> {
    const values = [
      limit,
      uuidv4(),
      LEASE_MS,
      probes,
      [...rooms.keys()],
      [...rooms.values()],
      keyIds,
      [...leftAlone.keys()],
      [...marks.keys()],
      [...marks.values()],
    ];
    const rows = await this.database.commit<ClaimedMessage & QueueMark & { [column: string]: unknown }>(
      CLAIM_DUE,
      values,
    );
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
    return this.database.patiently<WaitingQueue & { [column: string]: unknown }>(FIND_QUEUES, []);
  }

  /** Wakes the dispatchers of all replicas, as a new event does. */
  async notify(): Promise<void> {
    await this.database.run(NOTIFY, []);
  }

  /** Makes up to `limit` events due that a clock which was ahead would let wait; returns how many. */
  async hasten(limit: number): Promise<number> {
    return (await this.database.commit(HASTEN, [limit, LEASE_MS])).length;
  }

  /** Holds the claims for another LEASE_MS and returns the keys of those that were not lost. */
  async renew(messages: ClaimedMessage[]): Promise<Set<string>> {
    const values = [
      messages.map(({ jobId }) => jobId),
      messages.map(({ sequence }) => sequence),
      messages.map(({ claim }) => claim),
      LEASE_MS,
    ];
    const rows = await this.database.commit<{ jobId: string; sequence: number }>(RENEW_CLAIMS, values);
    return new Set(rows.map(keyOf));
  }

  /**
   * Writes attempts and outcomes in one transaction, except those of jobs that somebody else has locked at the moment:
   * they are returned as `later`. `lost` are those whose claim was not held any more. `delays` has, for each event that
   * is delivered now, the seconds since it was accepted.
   */
  async settle(
    settlements: Settlement[],
  ): Promise<{ lost: Settlement[]; later: Settlement[]; delays: number[] }> {
    return this.database.transaction(async (run, last) => {
      const jobIds = settlements.map(({ message }) => message.jobId);
      const locked = new Set((await run<{ id: string }>(LOCK_QUEUES, [jobIds])).map(({ id }) => id));
      const now = settlements.filter(({ message }) => locked.has(message.jobId));
      const later = settlements.filter(({ message }) => !locked.has(message.jobId));
      const values = [...attemptColumns(now), ...settlementColumns(now)];
      const settled = await last<{ jobId: string; sequence: number; delaySeconds: number | null }>(
        SETTLE,
        values,
      );
      const written = new Set(settled.map(keyOf));
      return {
        lost: now.filter(({ message }) => !written.has(keyOf(message))),
        later,
        delays: settled.flatMap(({ delaySeconds }) => delaySeconds ?? []),
      };
    });
  }
}

function attemptColumns(settlements: Settlement[]): unknown[][] {
  const now = performance.now();
  const columns: unknown[][] = Array.from({ length: 12 }, () => []);
  for (const { message, disposition, attempts } of settlements) {
    for (const attempt of attempts) {
      const isLast = attempt === attempts.at(-1);
      const values = [
        message.jobId,
        message.sequence,
        attempt.request,
        now - attempt.startedAt,
        attempt.durationMs,
        attempt.outcome,
        attempt.statusCode,
        attempt.error,
        attempt.responseExcerpt,
        attempt.pleoStatus,
        isLast && disposition.kind === 'retry' ? disposition.delayMs : null,
        attempt.id,
      ];
      values.forEach((value, place) => columns[place]?.push(value));
    }
  }
  return columns;
}

function settlementColumns(settlements: Settlement[]): unknown[][] {
  return [
    settlements.map(({ message }) => message.jobId),
    settlements.map(({ message }) => message.sequence),
    settlements.map(({ message }) => message.claim),
    settlements.map(({ disposition }) => disposition.kind),
    settlements.map(({ disposition }) => ('outcome' in disposition ? disposition.outcome : null)),
    settlements.map(({ disposition }) => ('delayMs' in disposition ? disposition.delayMs : null)),
    settlements.map(({ pleoStatus }) => pleoStatus),
    settlements.map(({ disposition }) => ('credential' in disposition ? disposition.credential : null)),
  ];
}
