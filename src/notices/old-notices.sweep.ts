import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Loops } from '../loops/loops.js';
import type { Periodic } from '../loops/periodic.js';
import { NOTICE_STATUSES, type NoticeStatus } from './notice.entity.js';
import { DELETE_OLD_NOTICES } from './notices.sql.js';

const INTERVAL_MS = 3_600_000;

/** How long notices of each status are kept, in days. */
const KEPT_DAYS: Record<NoticeStatus, number> = { delivered: 7, dead: 30, waiting: 30 };

/** Notices deleted in one statement. */
const BATCH = 1000;

/** Once an hour, deletes old notices: also where NOTICE_URL is not set any more. */
@Injectable()
export class OldNoticesSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly periodic: Periodic;

  constructor(
    private readonly database: Database,
    loops: Loops,
  ) {
    this.periodic = loops.periodic('old_notices', 'Sweep of old notices', 'shown', INTERVAL_MS, () =>
      this.runOnce(),
    );
  }

  onApplicationBootstrap(): void {
    this.periodic.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.periodic.stop();
  }

  /** Deletes all that are old enough and returns the number. Throws when the database does not answer. */
  async runOnce(): Promise<number> {
    let deleted = 0;
    for (const status of NOTICE_STATUSES) {
      const values = { status, days: KEPT_DAYS[status], limit: BATCH, now: new Date() };
      deleted += await this.periodic.inBatches(BATCH, async () => {
        return (await this.database.commit(DELETE_OLD_NOTICES, DELETE_OLD_NOTICES.values(values))).length;
      });
    }
    return deleted;
  }
}
