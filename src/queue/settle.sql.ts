import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import type { ClaimedMessage } from './message.js';
import type { Attempt, Settlement } from './settlement.js';
import { ofJobs } from './rows-of-jobs.sql.js';

/**
 * The lock under which a job's queue is read and written, in the order of ids as everywhere: an event that is accepted
 * at this moment either sees its predecessor gone, or is seen here as the next one. Jobs that another session has
 * locked are left out: one of them must not hold up the others. Served by the primary key.
 */
export const LOCK_QUEUES = statement(
  'lock-queues',
  `SELECT id
   FROM export_job
   WHERE id = ANY ($1::uuid[])
   ORDER BY id
   FOR NO KEY UPDATE SKIP LOCKED`,
);

/** An attempt to be kept: of which event, how long ago it began, and when the next one follows, in milliseconds. */
export interface KeptAttempt {
  readonly message: ClaimedMessage;
  readonly attempt: Attempt;
  readonly ageMs: number;
  /** Null when this one is not followed by a try that was put off. */
  readonly retryMs: number | null;
}

const ATTEMPTS = columns<KeptAttempt>({
  job_id: ['uuid', ({ message }) => message.jobId],
  sequence: ['integer', ({ message }) => message.sequence],
  id: ['uuid', ({ attempt }) => attempt.id],
  request: ['text', ({ attempt }) => attempt.request],
  age_ms: ['float8', ({ ageMs }) => ageMs],
  duration_ms: ['integer', ({ attempt }) => attempt.durationMs],
  outcome: ['text', ({ attempt }) => attempt.outcome],
  status_code: ['integer', ({ attempt }) => attempt.statusCode],
  error: ['text', ({ attempt }) => attempt.error],
  response_excerpt: ['text', ({ attempt }) => attempt.responseExcerpt],
  pleo_status: ['text', ({ attempt }) => attempt.pleoStatus],
  retry_ms: ['float8', ({ retryMs }) => retryMs],
  entries: ['integer', ({ attempt }) => attempt.entries ?? null],
});

const SETTLEMENTS = columns<Settlement>({
  job_id: ['uuid', ({ message }) => message.jobId],
  sequence: ['integer', ({ message }) => message.sequence],
  claim: ['uuid', ({ message }) => message.claim],
  result: ['text', ({ disposition }) => disposition.kind],
  outcome: ['text', ({ disposition }) => ('outcome' in disposition ? disposition.outcome : null)],
  delay_ms: ['float8', ({ disposition }) => ('delayMs' in disposition ? disposition.delayMs : null)],
  hold_ms: ['float8', ({ disposition }) => ('holdMs' in disposition ? (disposition.holdMs ?? null) : null)],
  credential: ['text', ({ disposition }) => ('credential' in disposition ? disposition.credential : null)],
});

/**
 * Keeps `attempts`, numbered within their event, and writes the outcomes of claimed events, `settlements`, as far as
 * the claim is still held; lets the next message of each job go, also behind one that is dead and holds it back for
 * `hold_ms` only. Returns the settled events, and how long after its
 * acceptance one was delivered. The queues must be locked.
 *
 * Attempts are kept also of a replica that has lost its claim: the request was made. One that is there already is left
 * as it is: the group is written again when the answer to a commit was lost. Served by primary keys; that of
 * delivery_attempt leads to the few attempts of an event. A message for which Pleo named a time to wait goes behind
 * those that waited for it. What `told` writes is in no index, so Postgres updates the event in place.
 */
export const SETTLE = namedStatement(
  'settle',
  { attempts: ATTEMPTS, settlements: SETTLEMENTS },
  ({ attempts, settlements }) => `WITH logged AS (
     INSERT INTO delivery_attempt
       (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code, error, response_excerpt,
        pleo_status, retry_at, delivered_after_ms, entries)
     SELECT job_id, sequence,
            coalesce(
              (SELECT max(number) FROM delivery_attempt AS earlier
               WHERE (earlier.job_id, earlier.sequence) = (attempt.job_id, attempt.sequence)),
              0
            ) + row_number() OVER (PARTITION BY job_id, sequence ORDER BY place),
            id, request, statement_timestamp() - age_ms * interval '1 millisecond', duration_ms, outcome, status_code,
            error, response_excerpt, pleo_status,
            statement_timestamp() + retry_ms * interval '1 millisecond',
            -- What is delivered is so by its last attempt.
            CASE WHEN outcome IN ('delivered', 'confirmed')
                  AND entries IS NULL
                  AND lead(place) OVER (PARTITION BY job_id, sequence ORDER BY place) IS NULL THEN
              (SELECT greatest(extract(epoch FROM statement_timestamp() - accepted_at) * 1000, 0)
               FROM export_job_event AS event
               WHERE (event.job_id, event.sequence) = (attempt.job_id, attempt.sequence)
                 AND event.delivery_status = 'pending')
            END,
            entries
     FROM unnest(${attempts.arrays}) WITH ORDINALITY AS attempt (${attempts.names}, place)
     WHERE NOT EXISTS (
       SELECT
       FROM delivery_attempt AS known
       WHERE (known.job_id, known.sequence, known.id) = (attempt.job_id, attempt.sequence, attempt.id)
     )
   ), settlement AS (
     SELECT *
     FROM unnest(${settlements.arrays}) AS settlement (${settlements.names})
   ), gone AS (
     DELETE FROM outbox
     USING settlement AS s
     WHERE (outbox.job_id, outbox.sequence) = (s.job_id, s.sequence)
       AND ${ofJobs('SELECT job_id FROM settlement')}
       AND outbox.claim = s.claim
       AND s.result = 'delivered'
     RETURNING s.*, outbox.credential AS queue
   ), kept AS (
     UPDATE outbox
     SET claim = NULL,
         credential = coalesce(s.credential, outbox.credential),
         due_at = CASE s.result
                    WHEN 'retry' THEN statement_timestamp() + s.delay_ms * interval '1 millisecond'
                    WHEN 'more' THEN statement_timestamp() + s.delay_ms * interval '1 millisecond'
                    WHEN 'release' THEN CASE
                      WHEN s.delay_ms IS NULL THEN statement_timestamp()
                      ELSE coalesce(
                        (SELECT paused_until FROM delivery_circuit AS circuit
                         WHERE circuit.credential = coalesce(s.credential, outbox.credential)
                           AND pause = 'told_to_wait' AND paused_until > statement_timestamp()),
                        statement_timestamp() + s.delay_ms * interval '1 millisecond'
                      )
                    END
                  END,
         dead = (s.result = 'dead'),
         holds_until = statement_timestamp() + s.hold_ms * interval '1 millisecond',
         retries = CASE WHEN s.result = 'more' THEN 0 ELSE outbox.retries + (s.delay_ms IS NOT NULL)::integer END,
         failing_since = CASE s.result
                           WHEN 'more' THEN NULL
                           WHEN 'retry' THEN least(outbox.failing_since, statement_timestamp())
                           ELSE outbox.failing_since
                         END
     FROM settlement AS s
     WHERE (outbox.job_id, outbox.sequence) = (s.job_id, s.sequence)
       AND ${ofJobs('SELECT job_id FROM settlement')}
       AND outbox.claim = s.claim
       AND s.result <> 'delivered'
     RETURNING s.*, outbox.credential AS queue
   ), settled AS (
     SELECT * FROM gone
     UNION ALL
     SELECT * FROM kept
   ), over AS (
     SELECT job_id, sequence, 0 AS hold_ms
     FROM gone
     UNION ALL
     SELECT job_id, sequence, hold_ms
     FROM kept
     WHERE hold_ms IS NOT NULL
   ), told AS (
     UPDATE export_job_event AS event
     SET delivery_status = s.result,
         delivered_at = CASE WHEN s.result = 'delivered' THEN statement_timestamp() END,
         outcome = s.outcome
     FROM settled AS s
     WHERE (event.job_id, event.sequence) = (s.job_id, s.sequence)
       AND s.result IN ('delivered', 'dead')
     RETURNING event.job_id, event.sequence,
               CASE WHEN event.delivered_at IS NOT NULL AND event.kind = 'event'
                 THEN greatest(event.delivered_at - event.accepted_at, interval '0')
               END AS delay
   ), next AS (
     UPDATE outbox
     SET due_at = statement_timestamp() + first.hold_ms * interval '1 millisecond'
     FROM (
       SELECT over.job_id, min(waiting.sequence) AS sequence, max(over.hold_ms) AS hold_ms
       FROM over
       CROSS JOIN LATERAL (
         SELECT sequence
         FROM outbox
         WHERE job_id = over.job_id
           AND sequence > over.sequence
         ORDER BY sequence
         LIMIT 1
       ) AS waiting
       GROUP BY over.job_id
     ) AS first
     WHERE (outbox.job_id, outbox.sequence) = (first.job_id, first.sequence)
       AND ${ofJobs('SELECT job_id FROM over')}
       -- A final event that died when results had let it go stays so, whatever becomes of them.
       AND NOT outbox.dead
   )
   SELECT job_id AS "jobId", sequence, extract(epoch FROM delay)::float8 AS "delaySeconds", NULL AS news
   FROM told
   UNION ALL
   SELECT job_id, sequence, NULL,
          -- Wakes the dispatchers when it is due.
          CASE
            WHEN result = 'more' AND delay_ms > 0
            THEN pg_notify('outbox', queue || ' ' || delay_ms::integer)::text
          END
   FROM settled
   WHERE result NOT IN ('delivered', 'dead')`,
);
