import { nextPageOf } from './next-page.js';
import type { PleoAnswer } from './pleo.answer.js';
import { type PleoItem, pleoItemOf } from './pleo-item.js';

/** A page of Pleo's list of a job's items. */
export interface ItemPage {
  readonly items: readonly PleoItem[];
  /** Where the next page begins; null when this is the last one. */
  readonly next: string | null;
}

/**
 * The page in Pleo's answer to `GET /export-jobs/{jobId}/items`, or null when it makes no sense: as a whole, since an
 * item that is passed over would look like one that Pleo does not have.
 */
export function itemPageOf(answer: PleoAnswer, jobId: string): ItemPage | null {
  if (answer.kind === 'unanswered' || answer.status !== 200) return null;
  try {
    const { data, pagination } = JSON.parse(answer.rawBody) as { data: unknown; pagination?: unknown };
    if (!Array.isArray(data)) return null;
    const read = data.map((entry: unknown) => pleoItemOf(entry, jobId));
    const items = read.filter((item) => item !== null);
    const next = nextPageOf(pagination);
    return next === undefined || items.length < read.length ? null : { items, next };
  } catch {
    return null;
  }
}
