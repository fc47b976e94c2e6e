import type { Tally } from '../programs/pleo.js';

/** What Pleo saw of the promises, in a sentence. */
export function orderNote(
  what: string,
  expected: number,
  { events, repeats, disorder, overlaps }: Tally,
): string {
  return (
    `${what}: ${disorder} requests out of order, ${overlaps} overlapping, ${expected - events} of ` +
    `${expected.toLocaleString('en-US')} events lost, ${repeats} repeated.`
  );
}
