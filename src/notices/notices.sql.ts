import { STEADY_SINCE } from '../clock/relay-clock.sql.js';
import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { MAX_COUNTED } from '../metrics/metrics.js';
import { tell } from './tell.sql.js';

/**
 * Claims up to `limit` notices that are due, each until its lease ends. Of one company or job the oldest that waits
 * only, so it is told what happened in that order. Never waits for another replica. A due time further ahead than
 * any is that of a clock that was ahead. Served by notice_due_at_idx and notice_subject_idx.
 */
export const CLAIM_NOTICES = namedStatement(
  'claim-notices',
  { limit: 'integer', claim: 'uuid', leaseMs: 'float8' },
  ({ limit, claim, leaseMs }) => `WITH ahead AS (
     UPDATE notice
     SET due_at = now()
     WHERE id = ANY (ARRAY(
       SELECT id
       FROM notice
       WHERE due_at > now() + interval '6 minutes'
       ORDER BY due_at
       LIMIT 500
       FOR UPDATE SKIP LOCKED
     ))
   ), due AS MATERIALIZED (
     SELECT id
     FROM notice
     WHERE due_at <= now()
       AND NOT EXISTS (
         SELECT
         FROM notice AS earlier
         WHERE earlier.subject = notice.subject
           AND (earlier.written_at, earlier.id) < (notice.written_at, notice.id)
           AND earlier.due_at IS NOT NULL
       )
     ORDER BY due_at
     LIMIT ${limit}
     FOR UPDATE SKIP LOCKED
   )
   UPDATE notice
   SET claim = ${claim},
       due_at = now() + ${leaseMs} * interval '1 millisecond'
   WHERE id = ANY (ARRAY(SELECT id FROM due))
   RETURNING id, type, data, created_at AS "createdAt", claim, retries, now() AS "claimedAt",
     coalesce(extract(epoch FROM now() - failing_since) * 1000, 0)::float8 AS "failingMs"`,
);

/**
 * Writes the outcome of a notice, if its claim is still held: delivered, to be tried again in `delayMs`, or dead. A
 * failure is one that counts (`isFailure`). Later ones of the same subject are due when it is, or at once where it
 * waits no more. Served by the primary key and notice_subject_idx.
 */
export const SETTLE_NOTICE = namedStatement(
  'settle-notice',
  { id: 'uuid', claim: 'uuid', status: 'text', delayMs: 'float8', isFailure: 'boolean', error: 'text' },
  ({ id, claim, status, delayMs, isFailure, error }) => `WITH settled AS (
     UPDATE notice
     SET claim = NULL,
         status = ${status},
         settled_at = CASE WHEN ${status} <> 'waiting' THEN statement_timestamp() END,
         due_at = CASE
                    WHEN ${status} = 'waiting'
                    THEN statement_timestamp() + ${delayMs} * interval '1 millisecond'
                  END,
         retries = retries + ${isFailure}::integer,
         failing_since = CASE
                           WHEN ${isFailure} THEN least(failing_since, statement_timestamp())
                           ELSE failing_since
                         END,
         error = ${error}
     WHERE id = ${id}
       AND claim = ${claim}
     RETURNING id, subject, written_at, due_at
   ), behind AS (
     UPDATE notice
     SET due_at = coalesce(settled.due_at, statement_timestamp())
     FROM settled
     WHERE notice.subject = settled.subject
       AND (notice.written_at, notice.id) > (settled.written_at, settled.id)
       AND notice.due_at IS NOT NULL
   )
   SELECT id
   FROM settled`,
);

/** A notice that tells nothing but that it arrives. */
export const TELL_TEST = statement(
  'tell-test',
  `${tell('test', `SELECT gen_random_uuid() AS subject, '{}'::jsonb AS data`)}
   RETURNING id`,
);

/**
 * Notices of `statuses` behind a place, newest first; without a place, from the newest. Each status is read in the
 * order of notice_status_idx, and the heads are merged.
 */
export const LIST_NOTICES = namedStatement(
  'list-notices',
  { statuses: 'text[]', at: 'timestamptz', id: 'uuid', limit: 'integer' },
  ({ statuses, at, id, limit }) => `SELECT found.*
   FROM unnest(${statuses}) AS wanted (status)
   CROSS JOIN LATERAL (
     SELECT id, type, data, created_at AS "createdAt", status, settled_at AS "settledAt", retries AS failures, error,
            CASE WHEN claim IS NULL THEN due_at END AS "nextTryAt"
     FROM notice
     WHERE notice.status = wanted.status
       AND (created_at, id)
         < (coalesce(${at}, 'infinity'), coalesce(${id}, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
     ORDER BY created_at DESC, id DESC
     LIMIT ${limit}
   ) AS found
   ORDER BY "createdAt" DESC, id DESC
   LIMIT ${limit}`,
);

/** Makes up to $1 dead notices due, the oldest first, with a fresh schedule. Served by notice_status_idx. */
export const REDELIVER_NOTICES = statement(
  'redeliver-notices',
  `UPDATE notice
   SET status = 'waiting',
       settled_at = NULL,
       due_at = statement_timestamp(),
       retries = 0,
       failing_since = NULL
   WHERE id = ANY (ARRAY(
     SELECT id
     FROM notice
     WHERE status = 'dead'
     ORDER BY created_at, id
     LIMIT $1
     FOR UPDATE SKIP LOCKED
   ))
   RETURNING id`,
);

/** How many notices died within a day. Served by notice_status_idx: they are no older than they are kept. */
export const COUNT_DEAD_NOTICES = statement(
  'count-dead-notices',
  `SELECT count(*) FILTER (WHERE settled_at > now() - interval '1 day')::integer AS dead
   FROM (SELECT settled_at FROM notice WHERE status = 'dead' LIMIT ${MAX_COUNTED}) AS counted`,
);

/**
 * Deletes up to `limit` notices of a status that have been in it for `days`, by the clock that is behind, the
 * database's or `now`. One that still waits only when the relay has been there for a day to send it. Served by
 * notice_status_idx.
 */
export const DELETE_OLD_NOTICES = namedStatement(
  'delete-old-notices',
  { status: 'text', days: 'integer', limit: 'integer', now: 'timestamptz' },
  ({ status, days, limit, now }) => {
    const before = `least(now(), ${now}) - ${days} * interval '1 day'`;
    return `DELETE FROM notice
   WHERE id = ANY (ARRAY(
     SELECT id
     FROM notice
     WHERE status = ${status}
       AND created_at < ${before}
       AND coalesce(settled_at, failing_since, created_at) < ${before}
       AND (settled_at IS NOT NULL OR ${STEADY_SINCE} < now() - interval '1 day')
     ORDER BY created_at
     LIMIT ${limit}
     FOR UPDATE SKIP LOCKED
   ))
   RETURNING id`;
  },
);
