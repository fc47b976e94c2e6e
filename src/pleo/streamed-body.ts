/** Bytes that wait for their reader, above which no more are fetched. */
const MOST_WAITING = 256 * 1024;

/** Where a body comes from. */
export interface BodySource {
  /** The reader waits for more of it. */
  fetch(): void;
  /** Nobody reads on. */
  giveUp(): void;
}

type Read = IteratorResult<Buffer, undefined>;

/** A reader that waits for more. */
interface Reader {
  readonly resolve: (read: Read) => void;
  readonly reject: (error: Error) => void;
}

const OVER: Read = { done: true, value: undefined };

/**
 * The body of an answer on its way, for one reader, no faster than it is read: a few fields, since Node's Readable and
 * its events cost more than the rest of a short read. It ends with an error when the answer breaks off; a reader that
 * leaves it early gives the request up.
 */
export class StreamedBody implements AsyncIterableIterator<Buffer, undefined> {
  private waiting: Buffer[] = [];
  private size = 0;
  private end: 'reached' | 'left' | Error | null = null;
  private reader: Reader | null = null;

  constructor(private readonly source: BodySource) {}

  /** What has come, when that is all of it; it counts as read then. Null where more is to come, or it broke off. */
  whole(): Buffer | null {
    if (this.end !== 'reached') return null;
    const [first, ...others] = this.waiting.splice(0);
    return first ? (others.length === 0 ? first : Buffer.concat([first, ...others])) : Buffer.alloc(0);
  }

  next(): Promise<Read> {
    if (this.end instanceof Error) return Promise.reject(this.end);
    const value = this.waiting.shift();
    if (value) {
      this.size -= value.length;
      return Promise.resolve({ done: false, value });
    }
    if (this.end) return Promise.resolve(OVER);
    return new Promise((resolve, reject) => {
      this.reader = { resolve, reject };
      this.source.fetch();
    });
  }

  return(): Promise<Read> {
    this.leave();
    return Promise.resolve(OVER);
  }

  /** Nobody reads on: the request is given up, unless all has come. */
  leave(): void {
    if (this.end) return;
    this.over('left');
    this.source.giveUp();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Takes bytes that came. Returns whether there is room for more. */
  take(chunk: Buffer): boolean {
    const { reader } = this;
    if (reader) {
      this.reader = null;
      reader.resolve({ done: false, value: chunk });
      return true;
    }
    this.waiting.push(chunk);
    this.size += chunk.length;
    return this.size < MOST_WAITING;
  }

  /** Nothing more comes: all of it has, or it broke off, or nobody reads it. */
  over(end: 'reached' | 'left' | Error): void {
    if (this.end) return;
    this.end = end;
    const { reader } = this;
    this.reader = null;
    if (end !== 'reached') this.waiting = [];
    if (end instanceof Error) reader?.reject(end);
    else reader?.resolve(OVER);
  }
}
