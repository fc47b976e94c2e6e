import { write, writeSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import type { DestinationStream } from 'pino';
import { jsonLine } from './json-line.js';

/** Lines are written in batches: at so many characters, or after a quarter of a second, in milliseconds. */
const PAGE = 12_288;
const FLUSH_MS = 250;

/** Size limit of the queue, in characters: some seconds of a busy relay. More would cost too much memory. */
const MAX_QUEUED = 2 * 1024 * 1024;

/** Retry interval, in milliseconds: for a reader that stalls, and for a full disk. */
const STALLED_MS = 25;
const BROKEN_MS = 250;

/**
 * Non-blocking log output with load shedding: a blocked write costs lines, never the service. At most `MAX_QUEUED`
 * characters are queued; lost lines are counted, and reported in a line once writing works again. The descriptor must
 * not block, see `openStdout`: a blocking write would hold a thread, and the end of the process.
 */
export class LogOutlet implements DestinationStream {
  private readonly logger = new Logger('Log');
  private lines: string[] = [];
  /** Queued characters, including those being written. */
  private size = 0;
  private isWriting = false;
  private timer: NodeJS.Timeout | null = null;
  private onEmpty: (() => void) | null = null;
  private lostLines = 0;
  private toldLines = 0;
  private reason = '';
  /** Whether the last write broke off within a line. */
  private isTorn = false;

  /** `format` turns pino's JSON line into one for people; null: all lines are JSON. */
  constructor(
    private readonly fd: number,
    private readonly format: ((line: string) => string) | null = null,
  ) {}

  /** Lines that were not written. */
  get lost(): number {
    return this.lostLines;
  }

  /** Queues a line of pino's. Never throws. */
  write(line: string): void {
    this.add(this.format ? this.format(line) : line);
  }

  /** Queues a line that is for people, as it is where they read the log, and writes it soon. */
  say(line: string): void {
    this.add(this.format ? `${line}\n` : jsonLine('info', {}, line));
    this.flush();
  }

  /** Resolves when all is written, or `ms` have passed. The exit handler tries the rest once more. */
  async end(ms: number): Promise<void> {
    this.flush();
    if (this.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Last write before the end of the process, without waiting: log lines of that moment have no other turn. */
  endSync(): void {
    if (this.isWriting) return;
    try {
      let rest = this.take();
      while (rest.length > 0) rest = rest.subarray(writeSync(this.fd, rest));
    } catch {
      // No output is left to report it to.
    }
  }

  private add(line: string): void {
    if (this.size + line.length > MAX_QUEUED) {
      this.lose(1, 'they were not read in time');
      return;
    }
    this.lines.push(line);
    this.size += line.length;
    this.schedule();
  }

  private schedule(): void {
    if (this.size >= PAGE || this.onEmpty) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (!this.isWriting && this.lines.length > 0) this.writeOut(this.take());
  }

  /** The whole queue. It counts until it is written or lost. */
  private take(): Buffer {
    const text = (this.isTorn ? '\n' : '') + this.lines.join('');
    this.size += this.isTorn ? 1 : 0;
    this.isTorn = false;
    this.lines = [];
    return Buffer.from(text);
  }

  private writeOut(page: Buffer): void {
    const size = this.size;
    this.isWriting = true;
    const next = (rest: Buffer): void => {
      write(this.fd, rest, (error, written) => {
        const left = error ? rest : rest.subarray(written);
        if (error?.code === 'EAGAIN') {
          setTimeout(() => next(rest), STALLED_MS).unref();
        } else if (error) {
          this.isTorn = rest.length < page.length;
          this.lose(linesIn(rest), error.message);
          this.size -= size;
          setTimeout(() => this.goOn(), BROKEN_MS).unref();
        } else if (left.length > 0) {
          next(left);
        } else {
          this.size -= size;
          this.goOn();
          this.tell();
        }
      });
    };
    next(page);
  }

  private goOn(): void {
    this.isWriting = false;
    if (this.size > 0) this.schedule();
    else this.onEmpty?.();
  }

  private lose(count: number, reason: string): void {
    this.lostLines += count;
    this.reason = reason;
  }

  /** Reports lost lines once there is room again. */
  private tell(): void {
    const lost = this.lostLines - this.toldLines;
    if (lost === 0) return;
    this.toldLines = this.lostLines;
    this.logger.warn({ lost }, `${lost} log lines were lost: ${this.reason}`);
  }
}

function linesIn(page: Buffer): number {
  let count = 0;
  for (const byte of page) if (byte === 10) count++;
  return count;
}
