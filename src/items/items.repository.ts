import { Injectable } from '@nestjs/common';
import type { PendingResult } from './item-result.js';

/** Item results as they are stored. */
@Injectable()
export class ItemsRepository {
  /** The results to send next, oldest first, and whether Pleo's lastUpdatedAt was read for the job already. */
  pending(_jobId: string, _limit: number): Promise<{ results: PendingResult[]; isPleoRead: boolean }> {
    return Promise.reject(new Error('not yet'));
  }
}
