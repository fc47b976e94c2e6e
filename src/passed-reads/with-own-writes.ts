import { changedObject } from './changed-object.js';
import { JsonData, type Piece } from './json-data.js';
import type { OwnChanges } from './own-writes.js';

/** Elements that are looked up together, and their bytes. */
const MAX_LOOKED_UP = 100;
const MAX_BYTES = 256 * 1024;

/** What is known better here than at Pleo. */
export interface Known {
  /** The id of an element; null when it is none that may be known. */
  idOf(element: Readonly<Record<string, unknown>>): string | null;
  /** What is to be said of those with these ids. */
  changes(ids: string[]): Promise<OwnChanges>;
  /** The statuses that were asked for; empty: all. */
  readonly statuses: ReadonlySet<string>;
}

type Element = Piece & { readonly kind: 'element' };

/** What Pleo tells of an element. */
interface Told {
  readonly id: string | null;
  readonly status: unknown;
}

/** Statuses of jobs and of items after which others may come. */
const OPEN: readonly unknown[] = ['pending', 'in_progress'];

/**
 * The answer with what is known better: members of the elements that are concerned say what they have to, unless they
 * have ended at Pleo and go on here, and those whose status is another by it than was asked for are left out. All other
 * bytes are as they came, and some elements at a time are kept in memory. Throws what `body` and `changes` throw.
 */
export async function* withOwnWrites(body: AsyncIterable<Buffer>, known: Known): AsyncGenerator<Buffer> {
  const json = new JsonData();
  const list = new KnownElements(known);
  for await (const chunk of body) for (const piece of json.read(chunk)) yield* list.take(piece);
  for (const piece of json.end()) yield* list.take(piece);
}

/** The elements that wait to be looked up. */
class KnownElements {
  private waiting: Element[] = [];
  private bytes = 0;
  private given = 0;
  private leftOut = 0;

  constructor(private readonly known: Known) {}

  async *take(piece: Piece): AsyncGenerator<Buffer> {
    if (piece.kind === 'text') {
      if (piece.bytes.length === 0) return;
      yield* this.giveOut();
      yield piece.bytes;
      return;
    }
    this.waiting.push(piece);
    this.bytes += piece.lead.length + piece.bytes.length;
    if (this.waiting.length >= MAX_LOOKED_UP || this.bytes >= MAX_BYTES) yield* this.giveOut();
  }

  private async *giveOut(): AsyncGenerator<Buffer> {
    if (this.waiting.length === 0) return;
    const elements = this.waiting;
    [this.waiting, this.bytes] = [[], 0];
    const told = elements.map(({ bytes }) => this.toldIn(bytes));
    const wanted = told.flatMap(({ id }) => id ?? []);
    const changes: OwnChanges = wanted.length > 0 ? await this.known.changes(wanted) : new Map();
    const given: Buffer[] = [];
    for (const [index, element] of elements.entries()) {
      const change = changeOf(told[index], changes);
      if (change && element.isListed && !this.isAskedFor(change.status)) this.leftOut++;
      else given.push(this.leadOf(element), change ? changedObject(element.bytes, change) : element.bytes);
    }
    yield Buffer.concat(given);
  }

  private isAskedFor(status: string): boolean {
    const { statuses } = this.known;
    return statuses.size === 0 || statuses.has(status);
  }

  /** Without the comma behind an element that was left out, when no other is before it. */
  private leadOf({ lead }: Element): Buffer {
    const isFirst = this.given++ === 0 && this.leftOut > 0;
    return isFirst ? Buffer.from(lead.toString('latin1').replace(',', ''), 'latin1') : lead;
  }

  private toldIn(bytes: Buffer): Told {
    try {
      const element = JSON.parse(bytes.toString()) as Record<string, unknown>;
      return { id: this.known.idOf(element), status: element['status'] };
    } catch {
      return { id: null, status: undefined };
    }
  }
}

/** None where Pleo's element has ended and ours goes on: what was accepted here has nothing to add to it any more. */
function changeOf(told: Told | undefined, changes: OwnChanges) {
  const change = changes.get(told?.id ?? '');
  const hasEnded = typeof told?.status === 'string' && !OPEN.includes(told.status);
  return hasEnded && OPEN.includes(change?.status) ? undefined : change;
}
