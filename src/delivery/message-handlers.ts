import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CannotStart } from '../config/cannot-start.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import type { PleoSession } from '../pleo-access/pleo-session.js';
import type { MessageHandler } from '../queue/message-handler.js';
import { QueueRepository } from '../queue/queue.repository.js';

/** Of the handlers that `DeliveryModule.with` was given. */
export const HANDLERS = Symbol('handlers of messages');

/** Finds the handler of a kind. The start fails when a kind has two, and warns of one that has none. */
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

  /** Warns when the database may hold messages that none of the handlers delivers: they wait for another release. */
  async onModuleInit(): Promise<void> {
    const unknown = (await this.kinds()).filter((kind) => !this.byKind.has(kind));
    if (unknown.length > 0)
      this.logger.warn(
        `The database may hold messages of the kind "${unknown.join('", "')}", which no handler of this release delivers: the schema is newer.`,
      );
  }

  /** Throws for a kind that came with a schema newer than this process. */
  of(kind: string): MessageHandler<PleoSession> {
    const handler = this.byKind.get(kind);
    if (!handler) throw new Error(`No handler delivers messages of the kind "${kind}".`);
    return handler;
  }

  /** None when the database has just gone away: that is no reason not to start. */
  private async kinds(): Promise<string[]> {
    try {
      return await this.queue.kinds();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      this.logger.warn(`The kinds of messages could not be looked at: ${(error as Error).message}`);
      return [];
    }
  }
}

function nameOf(handler: object): string {
  return handler.constructor.name;
}
