import type { Schema } from '../api/client.js';
import { words } from './words.js';

/** What a field offers: names of the API, in words. Their table is complete by the compiler's word. */
export function choicesOf<Name extends string>(
  names: Record<Name, unknown>,
): { value: Name; label: string }[] {
  return (Object.keys(names) as Name[]).map((value) => ({ value, label: words(value) }));
}

const FAILURES: Record<NonNullable<Schema['ExportJob']['failureReasonType']>, true> = {
  invalid_configuration: true,
  missing_configuration: true,
  authentication_failure: true,
  accounting_system_authentication_failure: true,
  pleo_rate_limit: true,
  accounting_system_rate_limit: true,
  service_unreachable: true,
  accounting_system_unreachable: true,
  validation_failure: true,
  authorization_failure: true,
  integration_unusable: true,
  job_expired: true,
  service_timeout: true,
  accounting_system_timeout: true,
  canceled_by_user: true,
};

/** Why jobs fail, as Pleo has it: `job_expired` is the relay's own word, all others are those of workers. */
export const FAILURE_TYPES = choicesOf(FAILURES);
