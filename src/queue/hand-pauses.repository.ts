import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { BY_HAND, pausedBy } from './hand-pause.js';
import { FIND_HAND_PAUSES, READ_HAND_PAUSE } from './hand-pause.sql.js';

/** A pause by hand that is in force, in the shape of those that Pleo's answers lead to. */
export interface HeldByHand {
  /** The id of the company, or EVERYBODY. */
  readonly credential: string;
  readonly kind: typeof BY_HAND;
  /** Who paused, and why, in a sentence. */
  readonly reason: string;
  readonly since: Date;
  /** Null: until a person resumes deliveries. */
  readonly until: Date | null;
  readonly isBeingTried: false;
  readonly responsible: 'operator';
  /** Jobs whose first message waits for its end, up to MAX_HELD. */
  readonly held: number;
}

type Row = Pick<HeldByHand, 'credential' | 'since' | 'until' | 'held'> & {
  by: string | null;
  reason: string;
};

/** What people said of deliveries, as everybody sees it who waits for them. */
@Injectable()
export class HandPausesRepository {
  constructor(private readonly database: Database) {}

  /** Whether the deliveries of the company, of which null is none, are paused by hand. */
  async isPaused(companyId: string | null): Promise<boolean> {
    const [row] = await this.database.run<{ isPaused: boolean }>(READ_HAND_PAUSE, [companyId]);
    return row?.isPaused ?? false;
  }

  /** Those in force, those that hold up most first, but of companies that are put away. */
  async inForce(): Promise<HeldByHand[]> {
    const rows = await this.database.run<Row>(FIND_HAND_PAUSES, []);
    return rows.map(({ by, reason, ...pause }) => ({
      ...pause,
      kind: BY_HAND,
      reason: pausedBy(by, reason),
      isBeingTried: false,
      responsible: 'operator',
    }));
  }
}
