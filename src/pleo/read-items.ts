import { itemPageOf } from './item-page.js';
import type { Permit } from './permit.js';
import type { PleoAnswer } from './pleo.answer.js';
import type { PleoClient } from './pleo.client.js';
import { type Fault, isFault, readFaultOf } from './pleo.outcome.js';
import type { PleoItem } from './pleo-item.js';
import { isPlainSuccess, strangerIn } from './signature.js';

/** More pages than these are a mistake, ours or Pleo's: a hundred thousand items. */
const MAX_PAGES = 1000;

/** What came of reading a job's items. */
export type ItemsReading =
  | {
      readonly kind: 'items';
      /** By the entry. */
      readonly items: ReadonlyMap<string, PleoItem>;
      /** Whether the list was read to its end, or all that was asked for found: what is not there is not at Pleo. */
      readonly isWhole: boolean;
    }
  | { readonly kind: 'unread'; readonly fault: Fault; readonly isAborted: boolean };

/**
 * Reads a job's items, page by page, until those of `wanted` are found. A list that comes to no end, such as one that
 * names a cursor twice, is left where it is.
 */
export async function readItems(
  pleo: Pick<PleoClient, 'listItems'>,
  jobId: string,
  wanted: readonly string[] | 'all',
  permit: Permit,
): Promise<ItemsReading> {
  const items = new Map<string, PleoItem>();
  const cursors = new Set<string>();
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    if (permit.cancellation.isOver) return unread({ kind: 'unanswered', code: 'ABORTED' });
    const answer: PleoAnswer = await pleo.listItems(jobId, after, permit);
    const read = itemPageOf(answer, jobId);
    if (!read) return unread(answer);
    for (const item of read.items) items.set(item.accountingEntryId, item);
    after = read.next;
    const areFound = wanted !== 'all' && wanted.every((id) => items.has(id));
    if (after === null || areFound) return { kind: 'items', items, isWhole: true };
    if (cursors.has(after)) break;
    cursors.add(after);
  }
  return { kind: 'items', items, isWhole: false };
}

function unread(answer: PleoAnswer): ItemsReading {
  const isAborted = answer.kind === 'unanswered' && answer.code === 'ABORTED';
  return { kind: 'unread', fault: faultOf(answer), isAborted };
}

/** Whatever else was answered says nothing of the items. */
function faultOf(answer: PleoAnswer): Fault {
  const refusal = readFaultOf(answer);
  if (refusal) return isFault(refusal) ? refusal : { kind: 'passing', error: refusal.error };
  return { kind: 'passing', error: answer.kind === 'answered' ? senseIn(answer) : '' };
}

function senseIn(answer: PleoAnswer & { readonly kind: 'answered' }): string {
  const isJson = answer.body !== '' && isPlainSuccess(answer);
  return isJson ? `the ${answer.status} does not list the job's items.` : strangerIn(answer);
}
