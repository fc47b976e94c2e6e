import type { Tally } from '../programs/pleo.js';

interface Entry extends Tally {
  expected: number;
}

/** Checks what was delivered: events lost, out of order, overlapping or repeated, for each subject. */
export class DeliveryCheck {
  private readonly entries = new Map<string, Entry>();

  add(name: string, expected: number, tally: Tally): void {
    const before = this.entries.get(name);
    this.entries.set(name, {
      ...tally,
      expected: expected + (before?.expected ?? 0),
      events: tally.events + (before?.events ?? 0),
      repeats: tally.repeats + (before?.repeats ?? 0),
      disorder: tally.disorder + (before?.disorder ?? 0),
      overlaps: tally.overlaps + (before?.overlaps ?? 0),
    });
  }

  /** A sentence for each subject. */
  notes(): string[] {
    return [...this.entries].map(
      ([name, { expected, events, repeats, disorder, overlaps }]) =>
        `${name}: of ${expected.toLocaleString('en-US')} events ${expected - events} lost, ${disorder} out of order, ` +
        `${overlaps} overlapping, ${repeats} repeated.`,
    );
  }
}
