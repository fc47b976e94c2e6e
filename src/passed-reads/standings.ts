import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { CompanyStanding } from '../pleo-access/pleo-access.js';
import { type CircuitRow, toCircuit } from '../queue/circuit.repository.js';
import type { PassedRead } from './passed-read.js';
import { FIND_STANDINGS } from './standing.sql.js';

/** How things stand for a read before Pleo is asked. */
export interface Standing extends CompanyStanding {
  /** The moment; null when nothing is on its way to Pleo that the read could show. */
  readonly since: Date | null;
}

interface StandingRow extends CircuitRow {
  readonly companyId: string | null;
  readonly isPutAway: boolean;
  readonly generation: string | null;
  readonly hasOwn: boolean;
  readonly now: Date;
}

interface Asked {
  readonly read: PassedRead;
  readonly resolve: (standing: Standing) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Looks up the state for reads, by group commit: those that come while one look is under way share the next: all of
 * them cost one round trip, on one connection, and what was accepted before a read came is seen by its look.
 */
@Injectable()
export class Standings {
  private waiting: Asked[] = [];
  private isLooking = false;

  constructor(private readonly database: Database) {}

  /** Throws what pg throws. */
  of(read: PassedRead): Promise<Standing> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ read, resolve, reject });
      if (!this.isLooking) void this.lookOn();
    });
  }

  private async lookOn(): Promise<void> {
    this.isLooking = true;
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      await this.look(group);
    }
    this.isLooking = false;
  }

  /** Never throws. */
  private async look(group: readonly Asked[]): Promise<void> {
    try {
      const values = FIND_STANDINGS.values({ reads: group.map(({ read }) => read) });
      // In a transaction, whose settings keep one plan: by itself Postgres would plan it anew for most calls, while the
      // tables grow, and that takes ten times the CPU of the call.
      const rows = await this.database.commit<StandingRow>(FIND_STANDINGS, values);
      for (const [index, { resolve }] of group.entries()) resolve(standingOf(rows[index] as StandingRow));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}

function standingOf(row: StandingRow): Standing {
  const { companyId, isPutAway, generation, hasOwn, now } = row;
  const since = hasOwn ? now : null;
  // Of a company that is put away the default credential must not read, whatever is known of its own.
  if (isPutAway) return { companyId, since };
  const { pause } = toCircuit(row.credential === null ? undefined : row);
  return { companyId, generation, pause, since };
}
