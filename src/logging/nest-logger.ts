import type { LoggerService } from '@nestjs/common';
import type { Level, Logger } from 'pino';

/** Nest's logger on pino: `logger.warn({ jobId }, 'what happened')` becomes a line with that field, and the class. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...others: unknown[]): void {
    this.write('info', message, others);
  }

  error(message: unknown, ...others: unknown[]): void {
    this.write('error', message, others);
  }

  warn(message: unknown, ...others: unknown[]): void {
    this.write('warn', message, others);
  }

  debug(message: unknown, ...others: unknown[]): void {
    this.write('debug', message, others);
  }

  verbose(message: unknown, ...others: unknown[]): void {
    this.write('trace', message, others);
  }

  fatal(message: unknown, ...others: unknown[]): void {
    this.write('fatal', message, others);
  }

  /** Nest passes the class last. Before it comes the text when the message is an object, else perhaps a stack. */
  private write(level: Level, message: unknown, others: unknown[]): void {
    const context = others.at(-1);
    const text = others.length > 1 && typeof others[0] === 'string' ? others[0] : undefined;
    if (message instanceof Error) this.logger[level]({ context, err: message }, text);
    else if (typeof message === 'object') this.logger[level]({ context, ...message }, text);
    else this.logger[level]({ context, stack: text }, message as string);
  }
}
