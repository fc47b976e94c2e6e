import type { ItemUpdate } from './item-update.js';
import type { PleoAnswer } from './pleo.answer.js';
import { type Outcome, readFaultOf } from './pleo.outcome.js';
import { type PleoItem, pleoItemOf } from './pleo-item.js';
import { isMarkup, isPlainSuccess, strangerIn, textOf } from './signature.js';

/** Pleo's word for an entry that the job does not have: of those that refuse one entry, the only one that is final. */
const UNKNOWN = 'ACCOUNTING_ENTRY_DOES_NOT_EXIST';

/** So many different refusals are told in a sentence. */
const TOLD = 3;

/** What an answer to `PUT /export-jobs/{jobId}/items` means. */
export type ItemsOutcome = ItemsTaken | Exclude<Outcome, { readonly kind: 'delivered' }>;

/** The request was taken, which says nothing yet of its entries. */
export interface ItemsTaken {
  readonly kind: 'taken';
  /** Of each entry, in the order in which they were sent. */
  readonly words: readonly EntryWord[];
  /** Whether the body is Pleo's, and can be read. */
  readonly isPleos: boolean;
  /** What was not taken, in a sentence or two for people; null when all was. */
  readonly error: string | null;
}

/** What an answer says of one entry. `unclear`: Pleo's items have to be read back. */
export type EntryWord =
  { readonly kind: 'taken' } | { readonly kind: 'unknown' | 'unclear'; readonly error: string };

/** A refusal of one entry. */
interface Refusal {
  readonly type: string;
  /** For people, bounded. */
  readonly text: string;
}

type Answered = PleoAnswer & { readonly kind: 'answered' };

/** Reads the answer to the updates of a job's items. */
export function itemsOutcomeOf(
  answer: PleoAnswer,
  jobId: string,
  updates: readonly ItemUpdate[],
): ItemsOutcome {
  const fault = readFaultOf(answer);
  if (fault) return fault;
  const body = answer.kind === 'answered' ? bodyOf(answer) : null;
  if (answer.kind === 'unanswered' || body === null) {
    const error = answer.kind === 'answered' ? senseIn(answer) : '';
    return { kind: 'taken', words: updates.map(() => ({ kind: 'unclear', error })), isPleos: false, error };
  }
  const shown = new Map<string, PleoItem>();
  for (const entry of body.data) {
    const item = pleoItemOf(entry, jobId);
    if (item) shown.set(item.accountingEntryId, item);
  }
  const refused = body.errors.length > 0 ? refusalsIn(body.errors, answer) : new Map<string, Refusal>();
  const words = updates.map((sent) =>
    wordOn(sent, shown.get(sent.accountingEntryId), refused.get(sent.accountingEntryId)),
  );
  return { kind: 'taken', words, isPleos: true, error: errorOf(words, updates, refused) };
}

/** Pleo's shape, which has both lists in any case: what repeats a request has one at most. */
function bodyOf({ rawType, rawBody }: Answered): { data: unknown[]; errors: unknown[] } | null {
  if (isMarkup(rawType)) return null;
  try {
    const { data, errors } = JSON.parse(rawBody) as { data: unknown; errors: unknown };
    return Array.isArray(data) && Array.isArray(errors) ? { data, errors } : null;
  } catch {
    return null;
  }
}

function senseIn(answer: Answered): string {
  return isPlainSuccess(answer) && answer.body !== ''
    ? `The ${answer.status} does not say which results were taken.`
    : strangerIn(answer);
}

const TAKEN = { kind: 'taken' } as const;

function wordOn({ status }: ItemUpdate, item: PleoItem | undefined, refusal: Refusal | undefined): EntryWord {
  if (refusal) {
    const isUnknown = refusal.type === UNKNOWN && !item;
    return { kind: isUnknown ? 'unknown' : 'unclear', error: `Pleo refused it: ${refusal.text}.` };
  }
  if (!item) return { kind: 'unclear', error: "Pleo's answer does not contain it." };
  if (item.status === null || item.status === status) return TAKEN;
  return { kind: 'unclear', error: `Pleo answered that it is "${item.status}".` };
}

/** By the entry. Ids and types are read as they came, texts from the body without secrets. */
function refusalsIn(errors: readonly unknown[], { body }: Answered): Map<string, Refusal> {
  const texts = textsIn(body);
  const refusals = new Map<string, Refusal>();
  errors.forEach((error, place) => {
    const { accountingEntryId, type } = (error ?? {}) as Record<string, unknown>;
    if (typeof accountingEntryId !== 'string') return;
    const text = texts[place] ?? 'no reason that can be shown';
    refusals.set(accountingEntryId.toLowerCase(), { type: typeof type === 'string' ? type : '', text });
  });
  return refusals;
}

/** `TYPE (message)` of each. */
function textsIn(body: string): string[] {
  try {
    const { errors } = JSON.parse(body) as { errors: unknown[] };
    return errors.map((error) => {
      const { type, message } = (error ?? {}) as Record<string, unknown>;
      const words = [
        typeof type === 'string' ? textOf(type, 100) : 'no type',
        typeof message === 'string' && message !== '' && `(${textOf(message, 300)})`,
      ];
      return words.filter(Boolean).join(' ');
    });
  } catch {
    return [];
  }
}

function errorOf(
  words: readonly EntryWord[],
  updates: readonly ItemUpdate[],
  refused: ReadonlyMap<string, Refusal>,
): string | null {
  const refusals = updates.flatMap(({ accountingEntryId }) => refused.get(accountingEntryId) ?? []);
  const others = words.filter(({ kind }) => kind !== 'taken').length - refusals.length;
  // One text of each type: they differ by the entry that they name.
  const texts = [...new Map(refusals.map(({ type, text }) => [type, text])).values()];
  const more = texts.length > TOLD ? ', and for other reasons' : '';
  const sentences = [
    refusals.length > 0 &&
      `Pleo refused ${refusals.length} of ${words.length}: ${texts.slice(0, TOLD).join(', ')}${more}.`,
    others > 0 && `Pleo's answer does not show ${others} of ${words.length} as sent.`,
  ];
  return sentences.filter(Boolean).join(' ') || null;
}
