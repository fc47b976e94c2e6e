import { Injectable, Logger } from '@nestjs/common';
import { CompaniesService } from '../companies/companies.service.js';
import { Database } from '../database/database.js';
import { EVERYBODY } from '../queue/hand-pause.sql.js';
import { MOVE_BACK, MOVE_PART } from '../queue/moves.sql.js';
import type { HandPause, PauseDeliveries } from './dto/pause.dto.js';
import { CompanyIsPutAway } from './pauses.errors.js';
import { LIST_PAUSES, PAUSE, RESUME } from './pauses.sql.js';

/** Messages that are looked at, or moved, in one transaction: none holds a lock for longer than that takes. */
const PART = 5000;

/** Before the id of every job. */
const BEGINNING = '00000000-0000-0000-0000-000000000000';

/** People pause and resume deliveries. Each act is kept with the name of who did it. */
@Injectable()
export class PausesService {
  private readonly logger = new Logger(PausesService.name);

  constructor(
    private readonly database: Database,
    private readonly companies: CompaniesService,
  ) {}

  /** All pauses in force. */
  list(): Promise<HandPause[]> {
    return this.database.run<HandPause>(LIST_PAUSES, []);
  }

  /**
   * Pauses deliveries: from now on nothing of the company, or of anybody, is claimed. Saying it again replaces reason
   * and end. Throws `CompanyNotFound` and `CompanyIsPutAway`.
   */
  async pause({ companyId, reason, until }: PauseDeliveries, by: string | null): Promise<HandPause> {
    if (companyId !== undefined) await this.companies.get(companyId);
    const values = PAUSE.values({
      whose: companyId ?? EVERYBODY,
      companyId: companyId ?? null,
      reason,
      until: until ?? null,
      by,
    });
    const [pause] = await this.database.commit<HandPause>(PAUSE, values);
    if (!pause) throw new CompanyIsPutAway(companyId ?? EVERYBODY);
    this.logger.log({ companyId, by, until }, 'Deliveries are paused by hand');
    if (companyId !== undefined) await this.setAside(companyId);
    return pause;
  }

  /** Ends a pause: what waited is due. Returns whether there was one. */
  async resume(companyId: string | undefined, by: string | null): Promise<boolean> {
    const done = await this.database.commit(RESUME, RESUME.values({ whose: companyId ?? EVERYBODY, by }));
    if (done.length > 0) this.logger.log({ companyId, by }, 'Deliveries are resumed by hand');
    if (companyId !== undefined) await this.moveBack(companyId);
    return done.length > 0;
  }

  /** Moves what waited for the end of a company's pause into its queue. Returns how many messages those were. */
  async moveBack(companyId: string): Promise<number> {
    let sum = 0;
    for (let from: string | null = BEGINNING; from !== null;) {
      const values: unknown[] = [companyId, from, PART];
      const [row] = await this.database.commit<{ moved: number; last: string | null }>(MOVE_BACK, values);
      sum += row?.moved ?? 0;
      from = row?.moved === PART ? row.last : null;
    }
    return sum;
  }

  /**
   * Moves the company's waiting messages out of the way of others: the claims would, one by one. They move those that a
   * request has locked, or accepts at this moment.
   */
  private async setAside(companyId: string): Promise<void> {
    for (let from: string | null = BEGINNING; from !== null;) {
      const values: unknown[] = [companyId, from, PART];
      const [row] = await this.database.commit<{ next: string | null }>(MOVE_PART, values);
      from = row?.next ?? null;
    }
  }
}
