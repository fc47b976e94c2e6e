import { Injectable } from '@nestjs/common';
import { ValidationFailed } from '../api/validation.js';
import { Settings } from '../config/settings.js';
import type { Run } from '../database/database.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { itemUpdateOf } from '../pleo/item-update.js';
import { PleoClient } from '../pleo/pleo.client.js';
import type { PleoSession } from '../pleo-access/pleo-session.js';
import type { Message } from '../queue/message.js';
import type { Delivered, Meaning, MessageHandler } from '../queue/message-handler.js';
import type { PendingResult } from './item-result.js';
import { ItemRequests } from './item-requests.js';
import { ItemsDelivery } from './items-delivery.js';
import { settledDisposition } from './settled-disposition.js';
import type { ItemSettlement } from './settle-items.sql.js';
import type { Disposition, Settlement } from '../queue/settlement.js';
import { ItemsRepository } from './items.repository.js';
import type { Entry } from './progress.js';

type Pending = Awaited<ReturnType<ItemsRepository['pending']>>;

const DELIVERED = { kind: 'delivered', outcome: 'delivered' } as const satisfies Meaning;

/**
 * Sends a job's item results to Pleo. Its message carries none: those that wait when it is sent go together, as many as
 * a request takes.
 */
@Injectable()
export class ItemsHandler implements MessageHandler<PleoSession> {
  readonly kind = 'items';
  private readonly version: Settings['PLEO_API_VERSION'];
  private readonly perRequest: number;

  constructor(
    private readonly items: ItemsRepository,
    private readonly pleo: PleoClient,
    settings: Settings,
  ) {
    this.version = settings.PLEO_API_VERSION;
    this.perRequest = settings.PLEO_ITEMS_PER_REQUEST;
  }

  /** The meaning is that of all results that were sent: the parts have the outcome of each. */
  async deliver({ jobId }: Message, session: PleoSession): Promise<Delivered> {
    const pending = await this.pending(jobId);
    if (pending === null) return unsent({ kind: 'passing', waitMs: 0 });
    if (pending.results.length === 0) return unsent(DELIVERED);

    const requests = new ItemRequests(this.pleo, this.version, jobId, session);
    const delivery = new ItemsDelivery(requests);
    const { progress } = delivery;
    const entries = this.entriesOf(pending.results, delivery);
    if (entries.length > 0) await delivery.send(entries);
    const isFirst = !pending.isPleoRead && progress.hasDelivered && progress.stopped === null;
    const pleoLastUpdatedAt = isFirst ? await readLastUpdate(requests, delivery) : undefined;
    return {
      meaning: progress.stopped ?? DELIVERED,
      attempts: requests.attempts,
      pleoStatus: progress.pleoStatus,
      signal: requests.signal,
      parts: progress.parts(),
      ...(pleoLastUpdatedAt !== undefined && { pleoLastUpdatedAt }),
    };
  }

  async settleParts(run: Run, settlements: readonly Settlement[]): Promise<(Disposition | null)[]> {
    const left = await this.items.settle(run, settlements.map(toItemSettlement));
    const byJob = new Map(left.map((one) => [one.jobId, one]));
    return settlements.map(({ message, disposition }) => {
      const items = byJob.get(message.jobId);
      return items ? settledDisposition(disposition, items, this.perRequest) : null;
    });
  }

  /** Null when the database does not say. */
  private async pending(jobId: string): Promise<Pending | null> {
    try {
      return await this.items.pending(jobId, this.perRequest);
    } catch (error) {
      if (isDatabaseUnavailable(error)) return null;
      throw error;
    }
  }

  /** What can be sent of the results. The rest is dead: it keeps no other from going. */
  private entriesOf(results: readonly PendingResult[], { progress }: ItemsDelivery): Entry[] {
    return results.flatMap((result) => {
      const update = itemUpdateOf(result, this.version);
      if (!(update instanceof ValidationFailed)) return [{ result, update }];
      const reason = `The stored result does not fit Pleo's shape and was not sent: ${update.message}.`;
      progress.bury({ result }, 'refused', reason);
      return [];
    });
  }
}

/**
 * Pleo's `lastUpdatedAt` behind the first results of a job, which shows whether they prolong its time; undefined when
 * it cannot be read, which harms nobody.
 */
async function readLastUpdate(
  requests: ItemRequests,
  { progress }: ItemsDelivery,
): Promise<Date | null | undefined> {
  if (requests.areOver) return undefined;
  const reading = await requests.readJob();
  if (reading.kind !== 'job') return undefined;
  progress.pleoStatus = reading.job.status;
  return reading.job.lastUpdatedAt;
}

/**
 * When all results of a request are decided, so is all up to the last of them: they were the first that waited. Those
 * that were delivered then need no mention. Those that have been retried for too long are dead, with the last thing
 * that was wrong.
 */
function toItemSettlement({
  message,
  disposition,
  attempts,
  parts = [],
  pleoLastUpdatedAt = null,
}: Settlement): ItemSettlement {
  const { jobId, sequence, claim } = message;
  const isGivenUp = disposition.kind === 'dead' && disposition.outcome === 'expired';
  const settledPosition = disposition.kind === 'delivered' ? (parts.at(-1)?.position ?? null) : null;
  const givenUpFor = isGivenUp ? (attempts.at(-1)?.error ?? 'Retried for too long.') : null;
  const alone = settledPosition === null ? parts : parts.filter(({ outcome }) => outcome !== 'delivered');
  return { jobId, sequence, claim, parts: alone, settledPosition, givenUpFor, pleoLastUpdatedAt };
}

function unsent(meaning: Meaning): Delivered {
  return { meaning, attempts: [], pleoStatus: null, signal: null, parts: [] };
}
