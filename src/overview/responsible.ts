/** Who has to do something about a fault: Pleo, whoever keeps the credential, or we, whose worker reported the event. */
export const RESPONSIBLE = ['pleo', 'credential', 'us'] as const;
export type Responsible = (typeof RESPONSIBLE)[number];

/**
 * Whose fault a failed request is, by what its outcome means (src/pleo/pleo.outcome.ts). An event that expired met
 * nothing but passing faults.
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
