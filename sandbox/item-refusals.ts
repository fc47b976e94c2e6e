import { ITEM_ERROR_TYPES, type ItemErrorType } from './export-job-item.js';
import { asObject } from './json-body.js';
import { isUuid } from './uuid.js';

/**
 * How an entry is refused: with a type in `errors` (v3 allows words that nobody knows yet), as a malformed element
 * (`bad`), or by standing in neither list of the answer (`omitted`).
 */
export type RefusalType = ItemErrorType | 'bad' | 'omitted' | Uppercase<string>;

export interface ItemRefusal {
  readonly accountingEntryId: string;
  readonly type: RefusalType;
  /** So often, then no more; without it, always. */
  readonly times?: number | undefined;
  /** Refused in words, but the item is updated. */
  readonly changed?: boolean | undefined;
}

const WORDS = /^[A-Z][A-Z0-9_]{0,99}$/;

/** The entries that are always refused. */
export class ItemRefusals {
  readonly #refusals = new Map<string, { refusal: ItemRefusal; applied: number }>();

  get state(): (ItemRefusal & { applied: number })[] {
    return [...this.#refusals.values()].map(({ refusal, applied }) => ({ ...refusal, applied }));
  }

  /** Refuses an entry from now on. Throws if that is malformed. */
  add(refusal: ItemRefusal): void {
    const problems = itemRefusalProblems([refusal]);
    if (problems.length > 0) throw new Error(problems.join('; '));
    const accountingEntryId = refusal.accountingEntryId.toLowerCase();
    this.#refusals.set(accountingEntryId, { refusal: { ...refusal, accountingEntryId }, applied: 0 });
  }

  lift(accountingEntryId: string): void {
    this.#refusals.delete(accountingEntryId.toLowerCase());
  }

  clear(): void {
    this.#refusals.clear();
  }

  /** Uses up a refusal of the entry as a malformed one. */
  takeBad(accountingEntryId: string): boolean {
    return this.#take(accountingEntryId, true) !== undefined;
  }

  /** Uses up a refusal of the entry by the answer. */
  take(accountingEntryId: string): ItemRefusal | undefined {
    return this.#take(accountingEntryId, false);
  }

  #take(accountingEntryId: string, bad: boolean): ItemRefusal | undefined {
    const found = this.#refusals.get(accountingEntryId);
    if (found === undefined || (found.refusal.type === 'bad') !== bad) return undefined;
    if (found.applied >= (found.refusal.times ?? Infinity)) return undefined;
    found.applied += 1;
    return found.refusal;
  }
}

/** Everything that is wrong with the refusals, each with its place. */
export function itemRefusalProblems(value: unknown): string[] {
  if (!Array.isArray(value)) return ['refusals must be an array'];
  return value.flatMap((element: unknown, index) => {
    const { accountingEntryId, type, times, changed, ...others } = asObject(element) ?? {};
    const place = `refusal ${index + 1}`;
    const problems = Object.keys(others).map((name) => `${place}: ${name} is not known`);
    if (!isUuid(accountingEntryId)) problems.push(`${place}: accountingEntryId must be a UUID`);
    if (typeof type !== 'string' || !(type === 'bad' || type === 'omitted' || WORDS.test(type))) {
      problems.push(`${place}: type must be bad, omitted or a word like ${ITEM_ERROR_TYPES.join(', ')}`);
    }
    if (times !== undefined && !(Number.isInteger(times) && (times as number) > 0)) {
      problems.push(`${place}: times must be a whole number from 1`);
    }
    if (changed !== undefined && typeof changed !== 'boolean') {
      problems.push(`${place}: changed must be true or false`);
    }
    return problems;
  });
}
