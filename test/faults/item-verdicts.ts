import { isFinal, type LedgerJob } from './item-ledger.js';

/** What finishing a job is to come to, and the reason types that are right: several where some are as frequent. */
export interface DerivedEvent {
  readonly event: string;
  readonly reasonTypes: readonly (string | null)[];
}

/** Reasons of items that are reasons of jobs too; the others are given up as one of two. */
const SHARED = new Set([
  'invalid_configuration',
  'missing_configuration',
  'accounting_system_authentication_failure',
  'accounting_system_rate_limit',
  'accounting_system_unreachable',
  'validation_failure',
  'authorization_failure',
  'accounting_system_timeout',
]);

/**
 * The final event by what the relay has accepted of a job, when nothing else is on the way; null when results are
 * missing. Written from the contract, not from the relay.
 */
export function derivedEventOf(job: LedgerJob, allowMissing: boolean): DerivedEvent | null {
  const { plan, entries } = job;
  const expected = plan.isKnown ? plan.entries.filter(({ isStray }) => !isStray).length : null;
  const finals = [...entries.values()].flatMap(({ accepted }) => accepted.slice(0, 1));
  const open = entries.size - finals.length;
  const missing = Math.max((expected ?? 0) - entries.size, 0);
  if (!allowMissing && (open > 0 || missing > 0)) return null;
  const successful = finals.filter(({ status }) => status === 'successful').length;
  if (successful === entries.size + missing) return { event: 'completed', reasonTypes: [null] };
  if (successful > 0) return { event: 'completed_with_errors', reasonTypes: [null] };
  const failed = finals.filter((result) => isFinal(result) && result.status === 'failed');
  if (failed.length === 0) return { event: 'failed', reasonTypes: [null, 'validation_failure'] };
  const counts = new Map<string, number>();
  for (const { failureReasonType = '' } of failed)
    counts.set(failureReasonType, (counts.get(failureReasonType) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const frequent = [...counts].filter(([, count]) => count === most).map(([type]) => jobReasonOf(type));
  return { event: 'failed', reasonTypes: frequent };
}

function jobReasonOf(type: string): string {
  if (type.endsWith('_unknown')) return 'invalid_configuration';
  return SHARED.has(type) ? type : 'validation_failure';
}
