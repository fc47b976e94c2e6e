import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import type { Cancellation } from '../pleo/cancellation.js';
import { type NoAccess, PleoAccess } from '../pleo-access/pleo-access.js';
import { PleoSession } from '../pleo-access/pleo-session.js';
import type { ClaimedMessage } from '../queue/message.js';
import type { Meaning } from '../queue/message-handler.js';
import type { Disposition, Settlement } from '../queue/settlement.js';
import { dispositionOf } from './disposition.js';
import { LastTries } from './last-tries.js';
import { MessageHandlers } from './message-handlers.js';

/** The claim says nothing about the message. */
const RELEASE = { kind: 'release' } as const satisfies Disposition;

/**
 * Has one claimed message sent by the handler of its kind, and decides its disposition. Holds no database connection
 * meanwhile.
 */
@Injectable()
export class Delivery {
  private readonly maxAgeMs: number;

  constructor(
    private readonly handlers: MessageHandlers,
    private readonly access: PleoAccess,
    private readonly lastTries: LastTries,
    settings: Settings,
  ) {
    this.maxAgeMs = settings.DELIVERY_MAX_AGE_HOURS * 3_600_000;
  }

  /**
   * `cancellation` is over when the claim is lost or the process has no time left. Whatever Pleo and the database do
   * is a settlement; it throws for a fault of ours only, such as a kind that has no handler.
   */
  async deliver(message: ClaimedMessage, cancellation: Cancellation): Promise<Settlement> {
    const handler = this.handlers.of(message.kind);
    const session = await this.access.openClaimed(message, cancellation);
    if (!(session instanceof PleoSession)) return unsent(message, session);

    const { meaning, ...told } = await handler.deliver(message, session);
    const disposition = await this.dispositionOf(meaning, message);
    const settlement: Settlement = { message, disposition, ...told };
    const { signal, attempts } = told;
    // An aborted request says nothing about the message or Pleo.
    if (cancellation.isOver && disposition.kind !== 'delivered') return released(settlement);
    // 403 says that the credential may not: another token would not either.
    const isRefused = signal?.kind === 'credential' && attempts.at(-1)?.statusCode === 401;
    return isRefused ? this.afterRefusal(settlement, session) : settlement;
  }

  private async dispositionOf(meaning: Meaning, message: ClaimedMessage): Promise<Disposition> {
    const disposition = dispositionOf(meaning, message, this.maxAgeMs, Math.random());
    const isGivenUp = disposition.kind === 'dead' && disposition.outcome === 'expired';
    if (!isGivenUp || (await this.lastTries.areOver())) return disposition;
    return dispositionOf(meaning, message, Infinity, Math.random());
  }

  /** Another authorization may be there by now; else the circuit is told why nothing can be sent. */
  private async afterRefusal(settlement: Settlement, session: PleoSession): Promise<Settlement> {
    try {
      if (await session.renew()) return released(settlement);
      const error = await session.refusal();
      return error === null ? settlement : { ...settlement, signal: { kind: 'credential', error } };
    } catch (error) {
      if (isDatabaseUnavailable(error)) return settlement;
      throw error;
    }
  }
}

/** Parts that are decided stay so. */
function released(settlement: Settlement): Settlement {
  return { ...settlement, disposition: RELEASE, signal: null };
}

function unsent(message: ClaimedMessage, access: NoAccess): Settlement {
  const settlement = { message, disposition: RELEASE, attempts: [], pleoStatus: null, signal: null };
  switch (access.kind) {
    case 'moved':
      return { ...settlement, disposition: { ...RELEASE, credential: access.credential } };
    case 'refused':
      return { ...settlement, signal: { kind: 'credential', error: access.reason } };
    // What another replica may be able to open is no reason to pause it for all.
    case 'left_to_others':
    case 'paused':
    case 'outdated':
      return settlement;
  }
}
