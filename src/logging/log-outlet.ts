import { write, writeSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import type { DestinationStream } from 'pino';

/** Lines are written together: a page at a time, in characters, or after a quarter of a second, in milliseconds. */
const PAGE = 12_288;
const FLUSH_MS = 250;

/** What may wait for a reader, in characters: some seconds of a busy relay. More would cost it its memory. */
const MOST = 2 * 1024 * 1024;

/** How soon to try again what could not be written, in milliseconds: at a reader that stalls, and at a full disk. */
const STALLED_MS = 25;
const BROKEN_MS = 250;

/**
 * Where log lines go, by load shedding: what cannot be written costs lines, never the service. Nothing waits for a
 * reader, and no more than `MOST` is kept for one; what is lost is counted, and told in a line once it works again.
 * The descriptor must not block, see `openStdout`: a write that waits would hold a thread, and the end of the process.
 */
export class LogOutlet implements DestinationStream {
  private readonly logger = new Logger('Log');
  private lines: string[] = [];
  /** Characters that wait, those under way too. */
  private size = 0;
  private isWriting = false;
  private timer: NodeJS.Timeout | null = null;
  private onEmpty: (() => void) | null = null;
  private lostLines = 0;
  private toldLines = 0;
  private reason = '';
  /** Whether what was written last broke off within a line. */
  private isTorn = false;

  /** `format` makes a line of pino's one for eyes. */
  constructor(
    private readonly fd: number,
    private readonly format: (line: string) => string = (line) => line,
  ) {}

  /** Lines that were not written. */
  get lost(): number {
    return this.lostLines;
  }

  /** Takes a line of pino's. Never throws. */
  write(line: string): void {
    this.add(this.format(line));
  }

  /** Takes a line as it is, for people, and writes it soon. */
  say(line: string): void {
    this.add(`${line}\n`);
    this.flush();
  }

  /** Resolves when all is written, or `ms` have passed. The rest is tried once more at the exit. */
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

  /** Writes what takes no waiting, for the end of the process: whatever logs then has no other turn. */
  endSync(): void {
    if (this.isWriting) return;
    try {
      let rest = this.take();
      while (rest.length > 0) rest = rest.subarray(writeSync(this.fd, rest));
    } catch {
      // There is nobody left to tell.
    }
  }

  private add(line: string): void {
    if (this.size + line.length > MOST) {
      this.lose(1, 'nobody read them');
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

  /** All that waits. It counts until it is written or lost. */
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

  /** Once there is room again. */
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
