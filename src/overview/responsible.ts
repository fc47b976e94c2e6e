/** Who has to act on a fault: Pleo, the owner of the credential, or we, whose worker reported the event. */
export const RESPONSIBLE = ['pleo', 'credential', 'us'] as const;
export type Responsible = (typeof RESPONSIBLE)[number];

/**
 * Who has to act on a failed request, by its outcome (src/pleo/pleo.outcome.ts). An event that expired met transient
 * faults only.
 */
export function responsibleFor(outcome: string): Responsible {
  switch (outcome) {
    case 'passing':
    case 'wait':
    case 'expired':
      return 'pleo';
    case 'credential':
      return 'credential';
    default:
      return 'us';
  }
}
