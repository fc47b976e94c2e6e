import { statement } from '../database/statement.js';
import { queueOf } from './put-away.sql.js';

/**
 * The messages that carry item results, one of each job. Fragments over the relation `report` (job_id, sequence, id,
 * is_new, is_changed, is_full, reported_by, reported_after, later_reporters, request_id, traceparent) of jobs that are
 * locked.
 *
 * `reported_by` of a message is who reported the first results. Where others followed, its body names them in turn,
 * each with the time, and the position behind which the results are theirs: a job whose results one worker reports
 * costs no write for it.
 */

/** Changes of the reporter that are kept of a job, at most: more only come about where workers report by turns. */
export const MAX_REPORTERS = 20;

const LAST_REPORTER = `CASE
         WHEN message.body ? 'reporters' THEN message.body -> 'reporters' -> -1 ->> 'by'
         ELSE message.reported_by
       END`;

/** Whether a report brings a reporter that the message does not name as its last one, and has room for. */
const HAS_NEXT_REPORTER = `(
         (report.later_reporters IS NOT NULL OR report.reported_by IS DISTINCT FROM ${LAST_REPORTER})
         AND coalesce(jsonb_array_length(message.body -> 'reporters'), 0) < ${MAX_REPORTERS}
       )`;

/** `reporters`, an array in JSON, with the time in each. */
function now(reporters: string): string {
  return `(
         SELECT jsonb_agg(reporter || jsonb_build_object('at', statement_timestamp()::timestamptz(3)) ORDER BY place)
         FROM jsonb_array_elements(${reporters}) WITH ORDINALITY AS one (reporter, place)
       )`;
}

const NEXT_REPORTERS = now(`CASE
           WHEN report.reported_by IS DISTINCT FROM ${LAST_REPORTER}
             THEN jsonb_build_array(jsonb_build_object('by', report.reported_by, 'after', report.reported_after))
           ELSE '[]'::jsonb
         END || coalesce(report.later_reporters::jsonb, '[]'::jsonb)`);

/** Keeps the message of a job's first results. */
export const KEEP_ITEMS_MESSAGES = `INSERT INTO export_job_event
       (job_id, sequence, id, kind, body, origin, accepted_at, reported_by)
     SELECT job_id, sequence, id, 'items',
            CASE
              WHEN later_reporters IS NULL THEN '{}'::jsonb
              ELSE jsonb_build_object('reporters', ${now('later_reporters::jsonb')})
            END,
            'api', statement_timestamp(), reported_by
     FROM report
     WHERE is_new
       AND is_changed`;

/**
 * Makes messages pending again whose results were all told, or dead, and names reporters that are not those of the
 * results before. Served by the primary key.
 */
export const REVIVE_ITEMS_MESSAGES = `UPDATE export_job_event AS message
     SET delivery_status = 'pending',
         delivered_at = NULL,
         outcome = NULL,
         body = CASE
           WHEN ${HAS_NEXT_REPORTER}
             THEN jsonb_build_object('reporters', coalesce(message.body -> 'reporters', '[]') || ${NEXT_REPORTERS})
           ELSE message.body
         END
     FROM report
     WHERE (message.job_id, message.sequence) = (report.job_id, report.sequence)
       AND message.job_id = ANY (ARRAY(SELECT job_id FROM report WHERE is_changed AND NOT is_new))
       AND report.is_changed
       AND NOT report.is_new
       AND (message.delivery_status <> 'pending' OR ${HAS_NEXT_REPORTER})`;

/**
 * Puts the messages into the outbox, or leaves them there. One is due in `lingerMs` milliseconds, or at once when a
 * request is full; not before an earlier message of its job. A message under way, or waiting for a retry, stays as it
 * is. Returns job_id and news: what to notify of, null when there is nothing new.
 */
export function enqueueItems(lingerMs: string): string {
  return `INSERT INTO outbox AS queued
       (job_id, sequence, kind, due_at, credential, request_id, traceparent, accepted_at)
     SELECT report.job_id, report.sequence, 'items',
            CASE
              WHEN earlier.job_id IS NOT NULL THEN NULL
              WHEN is_full THEN statement_timestamp()
              ELSE statement_timestamp() + ${lingerMs} * interval '1 millisecond'
            END,
            coalesce((SELECT ${queueOf('job.company_id')} FROM export_job AS job WHERE job.id = report.job_id), 'default'),
            request_id, traceparent, statement_timestamp()
     FROM report
     LEFT JOIN LATERAL (
       SELECT job_id
       FROM outbox
       WHERE outbox.job_id = report.job_id
         AND outbox.sequence < report.sequence
       LIMIT 1
     ) AS earlier ON true
     WHERE is_changed
     ON CONFLICT (job_id, sequence) DO UPDATE
       SET dead = false,
           holds_until = NULL,
           due_at = excluded.due_at,
           retries = CASE WHEN queued.dead THEN 0 ELSE queued.retries END,
           failing_since = CASE WHEN queued.dead THEN NULL ELSE queued.failing_since END
       WHERE queued.dead
          OR (queued.claim IS NULL AND queued.retries = 0 AND excluded.due_at < queued.due_at)
     RETURNING job_id,
               CASE
                 WHEN due_at <= statement_timestamp() THEN credential
                 WHEN due_at IS NOT NULL THEN credential || ' ' || ${lingerMs}::integer
               END AS news`;
}

/**
 * Makes the results of jobs due that linger for others: the final event waits behind them. Served by the primary key.
 */
export const HASTEN_ITEMS = statement(
  'hasten-items',
  `WITH hastened AS (
     UPDATE outbox
     SET due_at = statement_timestamp()
     WHERE job_id = ANY ($1::uuid[])
       -- Within CASE, since a condition on the kind would offer the index of all results that wait.
       AND CASE kind WHEN 'items' THEN claim IS NULL AND retries = 0 AND due_at > statement_timestamp() END
     RETURNING credential
   )
   SELECT pg_notify('outbox', credential)
   FROM hastened`,
);
