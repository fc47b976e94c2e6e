/**
 * No refresh is put off for longer than a quarter of an hour: a time further ahead is that of a clock that was ahead.
 */
export const MAY_RETRY = `(
         retry_at IS NULL OR retry_at <= statement_timestamp() OR retry_at > statement_timestamp() + interval '16 minutes'
       )`;

/** Columns as `StoredCredential` names them. Times that something waits for are durations, by the database's clock. */
export const STORED = `
  company_id AS "companyId", type, status, reason, generation, key_id AS "keyId",
  api_key AS "apiKey", access_token AS "accessToken", refresh_token AS "refreshToken",
  created_at AS "createdAt", updated_at AS "updatedAt", set_by AS "setBy",
  access_ends_at AS "accessEndsAt", refreshed_at AS "refreshedAt",
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
