import { Injectable } from '@nestjs/common';
import { encodeCursor } from '../api/cursor.js';
import { cursorOf, pageOf } from '../api/dto/page.dto.js';
import { Database } from '../database/database.js';
import type { Notice, NoticePage, NoticeQuery, NoticesCount, NoticeWritten } from './dto/notice.dto.js';
import { NoticeReceiver } from './notice-receiver.js';
import { NoticesNotConfigured } from './notices.errors.js';
import { NOTICE_STATUSES } from './notice.entity.js';
import { LIST_NOTICES, REDELIVER_NOTICES, TELL_TEST } from './notices.sql.js';

/** Dead notices that are made due at once. */
const MAX_REDELIVERED = 1000;

/** Notices as people see them. */
@Injectable()
export class NoticesService {
  constructor(
    private readonly database: Database,
    private readonly receiver: NoticeReceiver,
  ) {}

  /** A page, newest first. */
  async page(query: NoticeQuery): Promise<NoticePage> {
    const { limit, status } = query;
    const place = cursorOf(query);
    const values = LIST_NOTICES.values({
      statuses: status === undefined ? NOTICE_STATUSES : [status],
      at: place?.at ?? null,
      id: place?.id ?? null,
      limit: limit + 1,
    });
    const rows = await this.database.run<Notice>(LIST_NOTICES, values);
    const cursorAt = ({ createdAt, id }: Notice) => encodeCursor({ at: createdAt, id });
    return pageOf(rows, limit, cursorAt, (row) => row);
  }

  /** Makes dead notices due, the oldest first, and no more than MAX_REDELIVERED. Throws `NoticesNotConfigured`. */
  async redeliver(): Promise<NoticesCount> {
    if (!this.receiver.isThere) throw new NoticesNotConfigured();
    return { count: (await this.database.commit(REDELIVER_NOTICES, [MAX_REDELIVERED])).length };
  }

  /** Writes a notice that tells nothing. Throws `NoticesNotConfigured`. */
  async test(): Promise<NoticeWritten> {
    if (!this.receiver.isThere) throw new NoticesNotConfigured();
    const [written] = await this.database.commit<NoticeWritten>(TELL_TEST, []);
    if (!written) throw new Error('the notice that was written is missing');
    return written;
  }
}
