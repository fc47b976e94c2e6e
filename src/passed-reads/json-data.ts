/** A piece of a JSON text. */
export type Piece =
  /** To be passed on as it is. */
  | { readonly kind: 'text'; readonly bytes: Buffer }
  /** The object `data`, or one of the list `data`; `lead` is what stood between it and the one before. */
  | { readonly kind: 'element'; readonly isListed: boolean; readonly lead: Buffer; readonly bytes: Buffer };

/** What an element may have at most, in bytes, and what may stand between two: no more is kept. */
const MAX_ELEMENT = 1024 * 1024;
const MAX_LEAD = 64 * 1024;

/** The longest name of a member that is looked at. */
const MAX_NAME = 100;

const NOTHING = Buffer.alloc(0);
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OBJECT, OBJECT_END, LIST, LIST_END] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Cuts a JSON text that comes in pieces into the elements of its `data` and what is around them, all bytes of it, in
 * order. Other input than JSON of this shape comes as text, from the place on where that shows.
 */
export class JsonData {
  /** `around`: not in `data`, `between` or `inside` of elements; `given_up`: whatever comes is text. */
  private place: 'before' | 'around' | 'between' | 'inside' | 'given_up' = 'before';
  private depth = 0;
  /** The depth around the element. */
  private base = 0;
  private inString = false;
  private escaped = false;
  /** Of the outermost object: the name that is being read, null when none is; and of the member that is. */
  private name: string | null = null;
  private member: string | null = null;
  private expectsName = false;
  private kept: Buffer[] = [];
  private keptSize = 0;
  private lead: Buffer = NOTHING;

  /** The pieces that are whole by now. */
  *read(chunk: Buffer): Generator<Piece> {
    let from = 0;
    const text = (to: number): Piece => {
      const bytes = this.takeAll(chunk.subarray(from, to));
      from = to;
      return { kind: 'text', bytes };
    };
    for (let at = 0; at < chunk.length && this.place !== 'given_up'; at++) {
      const byte = chunk[at] as number;
      if (this.place === 'before') {
        if (!isBlank(byte)) this.begin(byte);
        continue;
      }
      if (this.inString) {
        this.goOnInString(byte);
        continue;
      }
      switch (byte) {
        case QUOTE:
          if (this.place === 'between') this.place = 'given_up';
          this.inString = true;
          if (this.depth === 1 && this.expectsName) this.name = '';
          break;
        case OBJECT:
        case LIST:
          this.depth++;
          if (this.place === 'between') {
            if (byte === LIST) this.place = 'given_up';
            else {
              this.lead = this.take(chunk.subarray(from, at));
              from = at;
              this.place = 'inside';
            }
          } else if (this.place === 'around' && this.depth === 2 && this.member === 'data') {
            yield text(byte === LIST ? at + 1 : at);
            this.base = byte === LIST ? 2 : 1;
            this.place = byte === LIST ? 'between' : 'inside';
          }
          break;
        case OBJECT_END:
        case LIST_END:
          this.depth--;
          if (this.place === 'inside' && this.depth === this.base) {
            const bytes = this.take(chunk.subarray(from, at + 1));
            from = at + 1;
            yield { kind: 'element', isListed: this.base === 2, lead: this.lead, bytes };
            this.lead = NOTHING;
            this.place = this.base === 2 ? 'between' : 'around';
          } else if (this.place === 'between') {
            this.place = 'around';
          }
          if (this.depth === 0) this.place = 'given_up';
          break;
        case COMMA:
          if (this.depth === 1) [this.expectsName, this.member] = [true, null];
          break;
        case COLON:
          if (this.depth === 1) this.expectsName = false;
          break;
        default:
          if (this.place === 'between' && !isBlank(byte)) this.place = 'given_up';
      }
    }
    if (this.place === 'between' || this.place === 'inside') {
      this.keep(chunk.subarray(from));
      if (this.keptSize <= (this.place === 'inside' ? MAX_ELEMENT : MAX_LEAD)) return;
      this.place = 'given_up';
      from = chunk.length;
    }
    yield text(chunk.length);
  }

  /** What is left at the end of the text, which may have been cut off. */
  *end(): Generator<Piece> {
    yield { kind: 'text', bytes: this.takeAll(NOTHING) };
  }

  /** The first character; a mark of the byte order may stand before it. */
  private begin(byte: number): void {
    if (byte === 0xef || byte === 0xbb || byte === 0xbf) return;
    this.place = byte === OBJECT ? 'around' : 'given_up';
    this.depth = 1;
    this.expectsName = true;
  }

  private goOnInString(byte: number): void {
    const isEnd = !this.escaped && byte === QUOTE;
    this.escaped = !this.escaped && byte === BACKSLASH;
    if (isEnd) this.inString = false;
    if (this.name === null) return;
    if (!isEnd) {
      if (this.name.length <= MAX_NAME) this.name += String.fromCharCode(byte);
      return;
    }
    this.member = spelled(this.name);
    this.name = null;
  }

  private keep(bytes: Buffer): void {
    // A part of a chunk would keep all of it in memory.
    if (bytes.length > 0) this.kept.push(Buffer.from(bytes));
    this.keptSize += bytes.length;
  }

  /** What was kept, and `bytes`. */
  private take(bytes: Buffer): Buffer {
    const { kept } = this;
    this.kept = [];
    this.keptSize = 0;
    return kept.length === 0 ? bytes : Buffer.concat([...kept, bytes]);
  }

  /** The same, behind what stood before an element that comes to none. */
  private takeAll(bytes: Buffer): Buffer {
    const { lead } = this;
    this.lead = NOTHING;
    return lead.length === 0 ? this.take(bytes) : Buffer.concat([lead, this.take(bytes)]);
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A name without its escapes. */
function spelled(name: string): string {
  if (!name.includes('\\')) return name;
  try {
    return JSON.parse(`"${name}"`) as string;
  } catch {
    return name;
  }
}
