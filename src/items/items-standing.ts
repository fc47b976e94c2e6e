import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { DeadItemCause } from './dto/dead-item-causes.dto.js';
import { COUNT_DEAD_ITEMS, COUNT_ITEM_CAUSES, COUNT_PENDING_ITEMS } from './items-standing.sql.js';

/** What may become of a result that is dead. `too_late`: Pleo's job was over before it heard of it. */
export const DEAD_OUTCOMES = ['refused', 'too_late', 'expired'] as const;
export type DeadOutcome = (typeof DEAD_OUTCOMES)[number];

/** Dead results that are looked at for their causes, and causes that are told, at most. */
const MAX_LOOKED_AT = 10_000;
const MAX_CAUSES = 100;

/** Results that wait. */
export interface PendingItems {
  readonly pending: number;
  /** For how long the deliveries of one job's results have failed, of the worst; 0 where they succeed. */
  readonly failingSeconds: number;
}

/** Dead results: up to MAX_DEAD, the newest, are counted. */
export interface DeadItems {
  readonly byOutcome: Readonly<Record<DeadOutcome, number>>;
  /** Successful ones that came too late: a booking was made, and Pleo will never hear of it. */
  readonly bookedButNeverTold: number;
}

/** How all results stand on their way to Pleo, from reads whose cost does not grow with the history. */
@Injectable()
export class ItemsStanding {
  constructor(private readonly database: Database) {}

  async pending(): Promise<PendingItems> {
    const [row] = await this.database.run<{ pending: number; failingSeconds: number | null }>(
      COUNT_PENDING_ITEMS,
      [],
    );
    return { pending: row?.pending ?? 0, failingSeconds: row?.failingSeconds ?? 0 };
  }

  async dead(): Promise<DeadItems> {
    const rows = await this.database.run<{ outcome: string; count: number; successful: number }>(
      COUNT_DEAD_ITEMS,
      [],
    );
    const of = (outcome: DeadOutcome) => rows.find((row) => row.outcome === outcome);
    return {
      byOutcome: {
        refused: of('refused')?.count ?? 0,
        too_late: of('too_late')?.count ?? 0,
        expired: of('expired')?.count ?? 0,
      },
      bookedButNeverTold: of('too_late')?.successful ?? 0,
    };
  }

  /** Why results are dead, the most frequent cause first. */
  causes(): Promise<DeadItemCause[]> {
    return this.database.run(COUNT_ITEM_CAUSES, [MAX_LOOKED_AT, MAX_CAUSES]);
  }
}
