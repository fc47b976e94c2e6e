/**
 * The last attempt of `event`, for a LEFT JOIN LATERAL or an EXISTS. Served by the primary key of delivery_attempt.
 * `error_type` is the `type` of Pleo's error: the sentence in `error` begins with it.
 */
export const LAST_ATTEMPT = `
  SELECT attempt.status_code, attempt.started_at, attempt.error,
         coalesce(substring(attempt.error FROM '^Pleo answered [0-9]+ ([^ .(]+)'), '') AS error_type
  FROM delivery_attempt AS attempt
  WHERE attempt.job_id = event.job_id
    AND attempt.sequence = event.sequence
  ORDER BY attempt.number DESC
  LIMIT 1`;
