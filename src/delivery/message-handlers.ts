import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CannotStart } from '../config/cannot-start.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import type { Run } from '../database/database.js';
import type { PleoSession } from '../pleo-access/pleo-session.js';
import type { MessageHandler } from '../queue/message-handler.js';
import type { Settlement } from '../queue/settlement.js';
import { QueueRepository } from '../queue/queue.repository.js';

/** Of the handlers that `DeliveryModule.with` was given. */
export const HANDLERS = Symbol('handlers of messages');

/** Finds the handler of a kind. The start fails when a kind has two. */
@Injectable()
export class MessageHandlers implements OnModuleInit {
  private readonly logger = new Logger(MessageHandlers.name);
  private readonly byKind = new Map<string, MessageHandler<PleoSession>>();

  /** Throws `CannotStart` when two handlers deliver one kind. */
  constructor(
    @Inject(HANDLERS) handlers: readonly MessageHandler<PleoSession>[],
    private readonly queue: QueueRepository,
  ) {
    for (const handler of handlers) {
      const other = this.byKind.get(handler.kind);
      if (other)
        throw new CannotStart(
          `Two handlers deliver messages of the kind "${handler.kind}": ${nameOf(other)} and ${nameOf(handler)}.`,
        );
      this.byKind.set(handler.kind, handler);
    }
  }

  /** The kinds that this release delivers: those of a newer one are never claimed. */
  get kinds(): string[] {
    return [...this.byKind.keys()];
  }

  /** Says so where the database may hold messages that none of the handlers delivers. */
  async onModuleInit(): Promise<void> {
    const unknown = (await this.knownKinds()).filter((kind) => !this.byKind.has(kind));
    if (unknown.length > 0)
      this.logger.warn(
        `The database may hold messages of the kind "${unknown.join('", "')}", which this release leaves to replicas of a newer one: the schema is newer.`,
      );
  }

  /**
   * Has the handlers write the outcomes of the parts of messages: see `MessageHandler.settleParts`. Returns the
   * settlements with what the messages come to by that.
   */
  async settleParts(run: Run, settlements: Settlement[]): Promise<Settlement[]> {
    let settled = settlements;
    for (const handler of this.byKind.values()) {
      const own = settlements.filter(({ message }) => message.kind === handler.kind);
      if (!handler.settleParts || own.length === 0) continue;
      const dispositions = await handler.settleParts(run, own);
      const changed = new Map(own.map((one, place) => [one, dispositions[place]] as const));
      settled = settled.map((one) => {
        const disposition = changed.get(one);
        return disposition ? { ...one, disposition } : one;
      });
    }
    return settled;
  }

  /** Throws for a kind that has none. */
  of(kind: string): MessageHandler<PleoSession> {
    const handler = this.byKind.get(kind);
    if (!handler) throw new Error(`No handler delivers messages of the kind "${kind}".`);
    return handler;
  }

  /** None when the database has just gone away: that is no reason not to start. */
  private async knownKinds(): Promise<string[]> {
    try {
      return await this.queue.kinds();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      this.logger.warn(`The kinds of messages could not be read: ${(error as Error).message}`);
      return [];
    }
  }
}

function nameOf(handler: object): string {
  return handler.constructor.name;
}
