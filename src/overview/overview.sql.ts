import { statement } from '../database/statement.js';
import { hasDelivered, hasFailed } from '../queue/attempts.sql.js';
import { holdsBack, IN_FORCE } from '../queue/circuit.sql.js';
import { isHeldByHand } from '../queue/hand-pause.sql.js';
import { IS_PARKED, isPutAway } from '../queue/put-away.sql.js';

/**
 * How many events wait for what, those of companies that are put away apart, among the first $1 rows of the outbox
 * (jobs in the order of their ids, so whole queues). Only the first message of a job has a due time; in a queue without
 * one the first is dead. Results of items are no events, and those that wait behind them wait for their turn; dead ones
 * hold a final event back, whose due time says until when. The rules are those of `waitsFor`, by which lists are read:
 * each number is that of a list. Served by the outbox's primary key; reads nothing else, so it costs what the backlog
 * is, never the history.
 */
export const COUNT_BACKLOG = statement(
  'count-backlog',
  `WITH queue AS (
     SELECT job_id, count(*) AS messages, count(*) FILTER (WHERE kind = 'event') AS events, max(due_at) AS due_at,
            count(*) FILTER (WHERE kind = 'event' AND (due_at IS NOT NULL OR dead)) AS first_events,
            bool_or(claim IS NOT NULL) AS under_way, max(retries) FILTER (WHERE due_at IS NOT NULL) AS retries,
            max(credential) FILTER (WHERE due_at IS NOT NULL) AS credential,
            coalesce(max(holds_until) > now(), false) AS is_held, bool_or(${IS_PARKED}) AS is_parked,
            bool_or(${isHeldByHand('waiting')}) AS is_by_hand
     FROM (
       SELECT job_id, kind, due_at, claim, retries, credential, dead, holds_until
       FROM outbox
       ORDER BY job_id
       LIMIT $1
     ) AS waiting
     GROUP BY job_id
   ), counted AS (
     SELECT CASE
              WHEN is_parked THEN 'parked'
              WHEN due_at IS NULL THEN 'dead'
              WHEN is_held THEN 'held'
              WHEN under_way THEN 'underWay'
              WHEN is_by_hand OR ${holdsBack('circuit', 'due_at')} THEN 'paused'
              WHEN retries > 0 THEN 'retry'
              ELSE 'due'
            END AS first,
            sum(messages) AS messages, sum(events) AS events,
            sum(first_events) AS firsts, sum(events - first_events) AS others,
            extract(epoch FROM now() - min(due_at))::float8 AS overdue
     FROM queue
     LEFT JOIN delivery_circuit AS circuit ON circuit.credential = queue.credential AND ${IN_FORCE}
     GROUP BY 1
   )
   SELECT now()::timestamptz(3) AS at,
          coalesce(sum(events) FILTER (WHERE first <> 'parked'), 0)::integer AS events,
          coalesce(sum(messages), 0) >= $1 AS "isPartial",
          coalesce(sum(firsts) FILTER (WHERE first = 'dead'), 0)::integer AS dead,
          coalesce(sum(CASE first WHEN 'dead' THEN others WHEN 'held' THEN events END), 0)::integer AS blocked,
          coalesce(sum(others) FILTER (WHERE first NOT IN ('dead', 'held', 'parked')), 0)::integer AS turn,
          coalesce(sum(firsts) FILTER (WHERE first = 'paused'), 0)::integer AS paused,
          coalesce(sum(firsts) FILTER (WHERE first = 'retry'), 0)::integer AS retry,
          coalesce(sum(firsts) FILTER (WHERE first = 'due'), 0)::integer AS due,
          greatest(max(overdue) FILTER (WHERE first = 'due'), 0) AS "overdueSeconds",
          coalesce(sum(firsts) FILTER (WHERE first = 'underWay'), 0)::integer AS "underWay",
          coalesce(sum(events) FILTER (WHERE first = 'parked'), 0)::integer AS "putAway"
   FROM counted`,
);

/**
 * The pending event that was accepted first, but of companies that are put away, whose events are passed over. Those
 * of one group commit have the same time: of these the first by id, as in the list. Served by
 * outbox_event_accepted_at_idx and a primary key.
 */
export const FIND_OLDEST = statement(
  'find-oldest',
  `SELECT event.id, event.job_id AS "jobId", event.event, event.accepted_at AS "acceptedAt",
          greatest(extract(epoch FROM now() - event.accepted_at), 0)::float8 AS "ageSeconds"
   FROM outbox
   JOIN export_job_event AS event USING (job_id, sequence)
   WHERE NOT dead
     AND outbox.kind = 'event'
     AND NOT outbox.${IS_PARKED}
   ORDER BY outbox.accepted_at, event.id
   LIMIT 1`,
);

/**
 * Unfinished jobs that expire within $1 seconds, the soonest first, up to $2, but of companies that are put away.
 * Served by export_job_expires_at_idx.
 */
export const LIST_EXPIRING = statement(
  'list-expiring',
  `SELECT id, company_id AS "companyId", expires_at AS "expiresAt"
   FROM export_job
   WHERE status IN ('pending', 'in_progress')
     AND expires_at <= now() + $1 * interval '1 second'
     AND NOT ${isPutAway('company_id')}
   ORDER BY expires_at
   LIMIT $2`,
);

/**
 * Results of the requests that began in the minute at $1: delivered events by the time since acceptance (in steps of
 * the logarithm to base $2 of the milliseconds), and failures by outcome, with up to $3 of the events that they were
 * made for. Served by delivery_attempt_started_at_idx.
 */
export const READ_MINUTE = statement(
  'read-minute',
  `SELECT CASE WHEN delivered_after_ms IS NULL THEN outcome ELSE 'delivered' END AS outcome,
          CASE
            WHEN delivered_after_ms IS NOT NULL
            THEN floor(ln(greatest(delivered_after_ms, 1)::float8) / ln($2::float8))::integer
          END AS step,
          count(*)::integer AS count,
          (array_agg(DISTINCT job_id || '/' || sequence)
             FILTER (WHERE delivered_after_ms IS NULL AND entries IS NULL))[:$3::integer] AS "failedEvents"
   FROM delivery_attempt AS attempt
   WHERE started_at >= $1::timestamptz
     AND started_at < $1::timestamptz + interval '1 minute'
     AND (${hasDelivered('attempt')} OR ${hasFailed('attempt')})
   GROUP BY 1, 2`,
);
