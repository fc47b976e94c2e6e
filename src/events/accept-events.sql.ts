import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { END_LEASES } from '../job-leases/job-leases.sql.js';
import { WAKE_CLAIMS } from '../job-leases/lease-state.sql.js';
import { MOVE_JOBS, registerByEvent } from '../jobs/transitions.sql.js';
import { ENQUEUE, keepEvents } from '../queue/enqueue.sql.js';
import type { Move, NewEvent } from './transition-batch.js';

const MOVES = columns<Move>({
  id: ['uuid', ({ jobId }) => jobId],
  is_new: ['boolean', ({ isNew }) => isNew],
  status: ['text', ({ status }) => status],
  started: ['boolean', ({ started }) => started],
  ended: ['boolean', ({ ended }) => ended],
  failure_reason: ['text', ({ failureReason }) => failureReason],
  failure_reason_type: ['text', ({ failureReasonType }) => failureReasonType],
  last_sequence: ['integer', ({ lastSequence }) => lastSequence],
});

const EVENTS = columns<NewEvent>({
  job_id: ['uuid', ({ jobId }) => jobId],
  sequence: ['integer', ({ sequence }) => sequence],
  id: ['uuid', ({ id }) => id],
  event: ['text', ({ event }) => event],
  failure_reason: ['text', ({ failureReason }) => failureReason],
  failure_reason_type: ['text', ({ failureReasonType }) => failureReasonType],
  reported_by: ['text', ({ reportedBy }) => reportedBy],
  is_first: ['boolean', ({ isFirst }) => isFirst],
  request_id: ['text', ({ request }) => request?.id ?? null],
  traceparent: ['text', ({ request }) => request?.traceparent ?? null],
});

/**
 * Writes what a batch of transitions comes to: job rows, events and outbox rows at once, and wakes the dispatchers. The
 * one statement that touches these tables, because they must never disagree; each is written by a fragment of its
 * owner. The lease of a job that ends goes too. The jobs must be locked, except those that are new. If one of these is
 * there after all, because another transaction has registered it meanwhile, nothing of it is written or returned.
 *
 * Whether an event is due at once can be read here, behind the lock: the taker of an event from the outbox holds the
 * same lock. Where it is not, `head` is the one that is there and goes first; null when that is in the same batch.
 * Times are those of this statement, not of the transaction, which may have waited for a lock: so a later sequence
 * never has an earlier time.
 */
export const ACCEPT_EVENTS = namedStatement(
  'accept-events',
  { moves: MOVES, events: EVENTS, expiresIn: 'integer', origin: 'text' },
  ({ moves, events, expiresIn, origin }) => `WITH move AS MATERIALIZED (
     SELECT *,
            CASE WHEN started THEN statement_timestamp() END AS started_at,
            CASE WHEN ended THEN statement_timestamp() END AS completed_at,
            CASE WHEN failure_reason_type = 'job_expired' THEN statement_timestamp() END AS expired_at
     FROM unnest(${moves.arrays}) AS move (${moves.names})
   ), registered AS (
     ${registerByEvent(expiresIn)}
   ), moved AS (
     ${MOVE_JOBS}
   ), event AS MATERIALIZED (
     SELECT event.*
     FROM unnest(${events.arrays}) AS event (${events.names})
     WHERE job_id IN (SELECT id FROM registered UNION ALL SELECT id FROM moved)
   ), logged AS (
     ${keepEvents(origin)}
   ), queued AS (
     ${ENQUEUE}
   ), left_over AS (
     ${END_LEASES}
   )
   SELECT logged.id, logged.accepted_at AS "acceptedAt", queued.due_at AS "dueAt",
          head.id AS "headId", head.delivery_status AS "headStatus", head.kind AS "headKind",
          pg_notify('outbox', queued.credential), (SELECT ${WAKE_CLAIMS} FROM left_over LIMIT 1)
   FROM logged
   JOIN queued USING (job_id, sequence)
   LEFT JOIN LATERAL (
     SELECT first.id, first.delivery_status, first.kind
     FROM outbox AS waiting
     JOIN export_job_event AS first USING (job_id, sequence)
     WHERE waiting.job_id = logged.job_id
       AND queued.due_at IS NULL
     ORDER BY waiting.sequence
     LIMIT 1
   ) AS head ON true`,
);
