/**
 * No refresh is put off for longer than a quarter of an hour: a time further ahead is that of a clock that was ahead.
 */
export const MAY_RETRY = `(
         retry_at IS NULL OR retry_at <= statement_timestamp() OR retry_at > statement_timestamp() + interval '16 minutes'
       )`;

/** What was said is about an older credential: a replica of a release before verification has set this one. */
export const IS_STALE = `coalesce(checked_at < updated_at AND status = 'active', false)`;

/** Columns as `StoredCredential` names them. Times that something waits for are durations, by the database's clock. */
export const STORED = `
  company_id AS "companyId", type, status, reason, generation, key_id AS "keyId",
  api_key AS "apiKey", access_token AS "accessToken", refresh_token AS "refreshToken",
  created_at AS "createdAt", updated_at AS "updatedAt", set_by AS "setBy",
  access_ends_at AS "accessEndsAt", refreshed_at AS "refreshedAt",
  CASE WHEN ${IS_STALE} THEN 'unverified' ELSE verification END AS verification,
  verification_reason AS "verificationReason", client_id AS "clientId", scopes,
  pleo_company_id AS "pleoCompanyId", checked_at AS "checkedAt",
  installation, installation_reason AS "installationReason",
  coalesce(
    refreshing_until > statement_timestamp() AND refreshing_until < statement_timestamp() + interval '3 minutes',
    false
  ) AS "isRefreshing",
  (extract(epoch FROM access_ends_at - statement_timestamp()) * 1000)::float8 AS "accessEndsInMs",
  (extract(epoch FROM refresh_due_at - statement_timestamp()) * 1000)::float8 AS "refreshDueInMs",
  CASE WHEN NOT ${MAY_RETRY} THEN (extract(epoch FROM retry_at - statement_timestamp()) * 1000)::float8 END AS "retryInMs",
  coalesce(
    refreshed_at > updated_at
      AND refreshed_at BETWEEN statement_timestamp() - interval '1 minute' AND statement_timestamp() + interval '5 seconds',
    false
  ) AS "isFresh"`;

/**
 * The status of a row of `company_credential` as people are shown it, on a replica with the keys `keyIds` that demands
 * verification or does not (`isDemanded`, a boolean). It opens no seal: that one was changed by hand shows when it is
 * used. Null where there is no row.
 */
export function statusOf(row: string, keyIds: string, isDemanded: string): string {
  const isStale = `coalesce(${row}.checked_at < ${row}.updated_at, false)`;
  return `CASE
            WHEN ${row}.status <> 'active' THEN ${row}.status
            WHEN ${row}.verification IN ('wrong_company', 'missing_scopes') AND NOT ${isStale} THEN ${row}.verification
            WHEN ${row}.key_id <> ALL (${keyIds}) THEN 'unreadable'
            WHEN ${row}.verification = 'pending' THEN 'unverified'
            WHEN ${isDemanded} AND (${row}.verification <> 'verified' OR ${isStale}) THEN 'unverified'
            ELSE ${row}.status
          END`;
}
