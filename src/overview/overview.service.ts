import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DeadLettersService } from '../dead-letters/dead-letters.service.js';
import { CircuitRepository } from '../queue/circuit.repository.js';
import { HandPausesRepository } from '../queue/hand-pauses.repository.js';
import { ItemsStanding } from '../items/items-standing.js';
import { MAX_DEAD } from '../items/items-standing.sql.js';
import { SingleFlight } from '../loops/single-flight.js';
import { RESPONSIBLE } from './responsible.js';
import type {
  Backlog,
  ExpiringJob,
  Failures,
  ItemsBacklog,
  OldestEvent,
  Overview,
  RecentDeliveries,
} from './dto/overview.dto.js';
import { merge, quantile } from './latency.js';
import { COUNT_BACKLOG, FIND_OLDEST, LIST_EXPIRING } from './overview.sql.js';
import { MAX_FAILED_EVENTS, type Minute, RecentMinutes } from './recent-minutes.js';
import { verdictOf } from './verdict.js';

/** Rows of the outbox that are counted at most: takes a tenth of a second. */
const MAX_COUNTED = 200_000;

const EXPIRING_WITHIN_SECONDS = 600;
const MAX_EXPIRING = 1000;
const EXPIRING_SHOWN = 5;

type Counted = Pick<Overview, 'at'> & Backlog;

/** The state of the relay, from reads whose cost does not grow with the history. */
@Injectable()
export class OverviewService {
  private readonly overview = new SingleFlight(() => this.look());

  constructor(
    private readonly database: Database,
    private readonly minutes: RecentMinutes,
    private readonly deadLetters: DeadLettersService,
    private readonly circuits: CircuitRepository,
    private readonly handPauses: HandPausesRepository,
    private readonly items: ItemsStanding,
  ) {}

  /** Single flight: concurrent callers share one read. */
  read(): Promise<Overview> {
    return this.overview.ask();
  }

  private async look(): Promise<Overview> {
    // One after the other: the overview must not take the pool from reports.
    const [counted] = await this.database.run<Counted>(COUNT_BACKLOG, [MAX_COUNTED]);
    const [oldest = null] = await this.database.run<OldestEvent>(FIND_OLDEST, []);
    const byHand = await this.handPauses.inForce();
    const pauses = [...byHand, ...(await this.circuits.worstPauses())];
    const expiring = await this.database.run<ExpiringJob>(LIST_EXPIRING, [
      EXPIRING_WITHIN_SECONDS,
      MAX_EXPIRING,
    ]);
    const items = await this.lookAtItems();
    const deadCauses = await this.deadLetters.causes({});
    const deadItemCauses = await this.items.causes();
    const { at, ...backlog } = counted as Counted;
    const minutes = await this.minutes.read(at);
    const state = {
      at,
      backlog,
      items,
      oldest,
      lastHour: recentDeliveries(minutes),
      pauses,
      deadCauses,
      deadItemCauses,
      expiring: { count: expiring.length, first: expiring.slice(0, EXPIRING_SHOWN) },
    };
    return { ...state, verdict: verdictOf(state) };
  }

  private async lookAtItems(): Promise<ItemsBacklog> {
    const { pending } = await this.items.pending();
    const { byOutcome, bookedButNeverTold } = await this.items.dead();
    const dead = sum(byOutcome);
    return { pending, dead, tooLate: byOutcome.too_late, bookedButNeverTold, isPartial: dead >= MAX_DEAD };
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function recentDeliveries(minutes: readonly Minute[]): RecentDeliveries {
  return {
    delivered: minutes.reduce((sum, { delivered }) => sum + delivered, 0),
    failed: Object.fromEntries(
      RESPONSIBLE.map((responsible) => [
        responsible,
        minutes.reduce((sum, { failed }) => sum + failed[responsible], 0),
      ]),
    ) as unknown as Failures,
    failedEvents: Math.min(
      new Set(minutes.flatMap(({ failedEvents }) => [...failedEvents])).size,
      MAX_FAILED_EVENTS,
    ),
    ...quantiles(merge(minutes.map(({ steps }) => steps))),
    minutes: minutes.map(({ at, delivered, failed, steps }) => ({
      at,
      delivered,
      failed,
      ...quantiles(steps),
    })),
  };
}

function quantiles(steps: ReadonlyMap<number, number>): { p50Ms: number | null; p99Ms: number | null } {
  return { p50Ms: quantile(steps, 0.5), p99Ms: quantile(steps, 0.99) };
}
