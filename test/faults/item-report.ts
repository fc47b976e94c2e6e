import { countsOf, type ItemCounts } from './item-books.js';
import type { ItemEvidence } from './item-invariants.js';
import type { RelayCaller } from './relay-caller.js';

/** Jobs whose route counts other results than there are. */
export async function countMistakes(relay: RelayCaller, { ledger, rows }: ItemEvidence): Promise<string[]> {
  const mistakes: string[] = [];
  for (const jobId of ledger.jobs.keys()) {
    const { status, text } = await relay.askUntilAnswered({
      method: 'GET',
      path: `/v1/export-jobs/${jobId}`,
    });
    const shown = status === 200 ? (JSON.parse(text) as { items: ItemCounts }).items : null;
    const counted = countsOf(rows.filter((row) => row.jobId === jobId));
    const differs = Object.entries(counted).some(
      ([name, count]) => shown?.[name as keyof ItemCounts] !== count,
    );
    if (differs) mistakes.push(`${jobId} shows ${JSON.stringify(shown)} and has ${JSON.stringify(counted)}`);
  }
  return mistakes;
}

/** What became of results, in one line. */
export function itemSummary(
  { ledger, rows, rules, admin, sandbox }: ItemEvidence,
  dead: number,
  expired: number,
): string {
  const puts = sandbox.requests.filter(({ method }) => method === 'PUT').length;
  const discarded = rows.filter(({ deliveryStatus }) => deliveryStatus === 'discarded').length;
  const acts = [...admin.acts].map(([act, times]) => `${act} x${times}`).join(', ');
  const confirmed = rows.filter(({ outcome }) => outcome === 'confirmed').length;
  return (
    `${rows.length} results of ${ledger.jobs.size} jobs in ${puts} requests of ${rules.perRequest} at most, ` +
    `${confirmed} confirmed, ${dead} dead, ${discarded} discarded, ${expired} jobs expired, hold ${rules.holdSeconds} s` +
    (acts ? ` (${acts})` : '')
  );
}
