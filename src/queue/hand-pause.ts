/** The kind of a pause that a person ordered, beside those that Pleo's answers lead to (PAUSES). */
export const BY_HAND = 'by_hand';

/** Why nothing is sent, in a sentence: who paused deliveries, where that is known, and the reason in their words. */
export function pausedBy(name: string | null, reason: string): string {
  return `Paused by ${name ?? 'hand'}: ${reason}`;
}
