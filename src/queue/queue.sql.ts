import { statement } from '../database/statement.js';
import { FROM_MARK, IN_FORCE, inReach } from './circuit.sql.js';

/**
 * The queues in which something waits, due or not, each with its oldest due time in seconds since 1970: a skip scan of
 * outbox_credential_due_at_idx, which steps from the head of one credential's queue to the next. It looks from the
 * beginning of each queue, so it misses nothing; and where Postgres may not clean up (see CLAIM_DUE) it passes over all
 * that was delivered since.
 */
export const FIND_QUEUES = statement(
  'find-queues',
  `WITH RECURSIVE queue AS (
     (
       SELECT credential, due_at
       FROM outbox
       WHERE due_at IS NOT NULL
       ORDER BY credential, due_at
       LIMIT 1
     )
     UNION ALL
     SELECT next.credential, next.due_at
     FROM queue
     CROSS JOIN LATERAL (
       SELECT credential, due_at
       FROM outbox
       WHERE due_at IS NOT NULL
         AND credential > queue.credential
       ORDER BY credential, due_at
       LIMIT 1
     ) AS next
   )
   SELECT credential, extract(epoch FROM due_at)::float8 AS "oldestDue"
   FROM queue`,
);

/**
 * Claims up to $1 events that are due, each until its lease ends: if this replica dies, they are simply due again then.
 * Nothing on a credential that is paused, unless it is for a probe ($4), or that this replica leaves to others ($7, $8).
 * Never waits for another replica. `generation` says whether the company has a credential of its own, and which.
 *
 * Only the queues of the credentials $9 are looked at, each from a low-water mark ($10, in seconds since 1970; null: two
 * minutes ago). Whatever was delivered leaves a dead entry in the index, and as long as any transaction on the server is
 * open that is older than the delivery, such as that of a backup, Postgres cannot remove it: a claim that began at the
 * oldest entry would pass over all of them, more every second.
 *
 * `queue` has the oldest event that is due in each queue. Those that are open share $1 between them, the one that has waited longest
 * first, and those named in $5 get no more than $6. All of it is served by outbox_credential_due_at_idx, which holds at
 * most one row of each job, so what waits behind a stuck event costs nothing here either.
 *
 * A probe is made with an event that has met trouble least often, of the 100 that have waited longest: those of jobs that
 * are always refused must not be all that is ever tried.
 *
 * The keys go through arrays because Postgres takes those to be short. Of a subquery whose LIMIT it cannot know it
 * expects a tenth of all that is due, and would rather read both tables whole when that is much.
 *
 * Returns the claimed messages; the body of an event is made of its columns. And for each queue a row without a message
 * that has its next low-water mark, and whether the queue had its whole share of $1, so that more may be due. All below
 * the mark was claimed, here or by others, but for rows of transactions that took longer than a second to commit, or
 * that somebody has locked: FIND_QUEUES finds those.
 */
export const CLAIM_DUE = statement(
  'claim-due',
  `WITH known AS (
     SELECT credential, ${FROM_MARK} AS mark
     FROM unnest($9::text[], $10::float8[]) AS known (credential, mark)
   ), queue AS MATERIALIZED (
     SELECT known.credential, head.due_at
     FROM known
     LEFT JOIN LATERAL (
       SELECT due_at
       FROM outbox
       WHERE credential = known.credential
         AND due_at BETWEEN known.mark AND now()
       ORDER BY due_at
       LIMIT 1
     ) AS head ON true
   ), open AS MATERIALIZED (
     SELECT credential, due_at, credential = ANY ($4::text[]) AS is_probe,
            greatest($1::integer / count(*) OVER (), 1) AS share,
            least(coalesce(ramp.room, $1::integer), greatest($1::integer / count(*) OVER (), 1)) AS room
     FROM queue
     LEFT JOIN unnest($5::text[], $6::integer[]) AS ramp (credential, room) USING (credential)
     WHERE due_at IS NOT NULL
       AND ${inReach('queue.credential', '$7', '$8')}
       AND (
         credential = ANY ($4::text[])
         OR NOT EXISTS (
           SELECT
           FROM delivery_circuit AS circuit
           WHERE circuit.credential = queue.credential
             AND ${IN_FORCE}
         )
       )
     ORDER BY due_at
     LIMIT $1::integer
   ), due AS MATERIALIZED (
     SELECT open.credential, waiting.job_id, waiting.sequence, waiting.due_at
     FROM open
     CROSS JOIN LATERAL (
       SELECT job_id, sequence, due_at
       FROM (
         SELECT job_id, sequence, due_at, retries
         FROM outbox
         WHERE credential = open.credential
           AND due_at BETWEEN open.due_at AND now()
         ORDER BY due_at
         LIMIT CASE WHEN open.is_probe THEN 100 ELSE open.room END
         FOR UPDATE SKIP LOCKED
       ) AS oldest
       ORDER BY CASE WHEN open.is_probe THEN retries END, due_at
       LIMIT open.room
     ) AS waiting
   ), claimed AS (
     UPDATE outbox
     SET claim = $2,
         due_at = now() + $3 * interval '1 millisecond'
     FROM unnest(ARRAY(SELECT job_id FROM due), ARRAY(SELECT sequence FROM due)) AS due (job_id, sequence)
     WHERE (outbox.job_id, outbox.sequence) = (due.job_id, due.sequence)
     RETURNING outbox.job_id, outbox.sequence, outbox.retries, outbox.failing_since, outbox.claim, outbox.credential,
               outbox.request_id, outbox.traceparent
   ), taken AS (
     SELECT credential, count(*) AS messages, max(due_at) AS newest
     FROM due
     GROUP BY credential
   )
   SELECT claimed.job_id AS "jobId", claimed.sequence, event.id, event.kind,
          coalesce(event.body, jsonb_build_object('event', event.event, 'failureReason', event.failure_reason,
                                                  'failureReasonType', event.failure_reason_type)) AS body,
          job.company_id AS "companyId", own.generation, claimed.credential, claimed.claim, claimed.retries,
          coalesce(extract(epoch FROM now() - claimed.failing_since) * 1000, 0)::float8 AS "failingMs",
          event.reported_by AS "reportedBy", claimed.request_id AS "requestId", claimed.traceparent,
          NULL::float8 AS mark, NULL::boolean AS "isMoreDue"
   FROM claimed
   JOIN export_job_event AS event USING (job_id, sequence)
   JOIN export_job AS job ON job.id = claimed.job_id
   LEFT JOIN company_credential AS own ON own.company_id = job.company_id
   UNION ALL
   SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, queue.credential, NULL, NULL, NULL, NULL, NULL, NULL,
          extract(epoch FROM
            CASE
              -- Nothing is due, or it is paused and stays as it is.
              WHEN open.credential IS NULL THEN coalesce(queue.due_at, now())
              -- There may be more.
              WHEN open.is_probe THEN open.due_at
              WHEN coalesce(taken.messages, 0) >= open.room THEN coalesce(taken.newest, open.due_at)
              ELSE now()
            END - interval '1 second'
          )::float8,
          coalesce(NOT open.is_probe AND taken.messages >= open.share, false)
   FROM queue
   LEFT JOIN open USING (credential)
   LEFT JOIN taken USING (credential)`,
);

/** Prolongs leases and returns the claims that are still held. Served by the primary key. */
export const RENEW_CLAIMS = statement(
  'renew-claims',
  `UPDATE outbox
   SET due_at = now() + $4 * interval '1 millisecond'
   FROM unnest($1::uuid[], $2::integer[], $3::uuid[]) AS held (job_id, sequence, claim)
   WHERE (outbox.job_id, outbox.sequence) = (held.job_id, held.sequence)
     AND outbox.claim = held.claim
   RETURNING outbox.job_id AS "jobId", outbox.sequence`,
);

/**
 * The lock under which a job's queue is read and written, in the order of ids as everywhere: an event that is accepted
 * at this moment either sees its predecessor gone, or is seen here as the next one. Jobs that somebody else has locked
 * are left out: one of them must not hold up the others. Served by the primary key.
 */
export const LOCK_QUEUES = statement(
  'lock-queues',
  `SELECT id
   FROM export_job
   WHERE id = ANY ($1::uuid[])
   ORDER BY id
   FOR NO KEY UPDATE SKIP LOCKED`,
);

/**
 * Keeps attempts ($1 to $12), numbered within their event, and writes what became of claimed events ($13 to $20), as far
 * as the claim is still held; lets the next event of each job go. Returns the settled events, and how long
 * after its acceptance one was delivered. The queues must be locked.
 *
 * Attempts are kept also of a replica that has lost its claim: the request was made. One that is there already is left
 * as it is: the group is written again when the answer to a commit was lost. Served by primary keys; that of
 * delivery_attempt leads to the few attempts of an event. Who let Pleo name a time to wait goes behind those who waited
 * for it. What `told` writes is in no index, so that Postgres updates the
 * event in place.
 */
export const SETTLE = statement(
  'settle',
  `WITH logged AS (
     INSERT INTO delivery_attempt
       (job_id, sequence, number, id, request, started_at, duration_ms, outcome, status_code, error, response_excerpt,
        pleo_status, retry_at, delivered_after_ms)
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
                  AND lead(place) OVER (PARTITION BY job_id, sequence ORDER BY place) IS NULL THEN
              (SELECT greatest(extract(epoch FROM statement_timestamp() - accepted_at) * 1000, 0)
               FROM export_job_event AS event
               WHERE (event.job_id, event.sequence) = (attempt.job_id, attempt.sequence)
                 AND event.delivery_status = 'pending')
            END
     FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::float8[], $5::integer[], $6::text[], $7::integer[],
                 $8::text[], $9::text[], $10::text[], $11::float8[], $12::uuid[])
       WITH ORDINALITY
       AS attempt (job_id, sequence, request, age_ms, duration_ms, outcome, status_code, error, response_excerpt,
                   pleo_status, retry_ms, id, place)
     WHERE NOT EXISTS (
       SELECT
       FROM delivery_attempt AS known
       WHERE (known.job_id, known.sequence, known.id) = (attempt.job_id, attempt.sequence, attempt.id)
     )
   ), settlement AS (
     SELECT *
     FROM unnest($13::uuid[], $14::integer[], $15::uuid[], $16::text[], $17::text[], $18::float8[], $19::text[], $20::text[])
       AS settlement (job_id, sequence, claim, result, outcome, delay_ms, pleo_status, credential)
   ), gone AS (
     DELETE FROM outbox
     USING settlement AS s
     WHERE (outbox.job_id, outbox.sequence) = (s.job_id, s.sequence)
       AND outbox.claim = s.claim
       AND s.result = 'delivered'
     RETURNING s.*
   ), kept AS (
     UPDATE outbox
     SET claim = NULL,
         credential = coalesce(s.credential, outbox.credential),
         due_at = CASE s.result
                    WHEN 'retry' THEN statement_timestamp() + s.delay_ms * interval '1 millisecond'
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
         retries = outbox.retries + (s.delay_ms IS NOT NULL)::integer,
         failing_since = CASE s.result
                           WHEN 'retry' THEN least(outbox.failing_since, statement_timestamp())
                           ELSE outbox.failing_since
                         END
     FROM settlement AS s
     WHERE (outbox.job_id, outbox.sequence) = (s.job_id, s.sequence)
       AND outbox.claim = s.claim
       AND s.result <> 'delivered'
     RETURNING s.*
   ), settled AS (
     SELECT * FROM gone
     UNION ALL
     SELECT * FROM kept
   ), told AS (
     UPDATE export_job_event AS event
     SET delivery_status = s.result,
         delivered_at = CASE WHEN s.result = 'delivered' THEN statement_timestamp() END,
         outcome = s.outcome
     FROM settled AS s
     WHERE (event.job_id, event.sequence) = (s.job_id, s.sequence)
       AND s.result IN ('delivered', 'dead')
     RETURNING event.job_id, event.sequence,
               CASE WHEN event.delivered_at IS NOT NULL
                 THEN greatest(event.delivered_at - event.accepted_at, interval '0')
               END AS delay
   ), seen AS (
     UPDATE export_job
     SET pleo_status = s.pleo_status
     FROM settled AS s
     WHERE export_job.id = s.job_id
       AND s.pleo_status IS NOT NULL
   ), next AS (
     UPDATE outbox
     SET due_at = statement_timestamp()
     FROM (
       SELECT gone.job_id, min(waiting.sequence) AS sequence
       FROM gone
       JOIN outbox AS waiting ON waiting.job_id = gone.job_id AND waiting.sequence > gone.sequence
       GROUP BY gone.job_id
     ) AS first
     WHERE (outbox.job_id, outbox.sequence) = (first.job_id, first.sequence)
   )
   SELECT job_id AS "jobId", sequence, extract(epoch FROM delay)::float8 AS "delaySeconds"
   FROM told
   UNION ALL
   SELECT job_id, sequence, NULL
   FROM settled
   WHERE result NOT IN ('delivered', 'dead')`,
);

/**
 * Makes up to $1 events due whose time is later than any delay leads to: a clock that was ahead has given it to them.
 * Those under way have the rest of a lease ($2 milliseconds), so that who sends them can renew it. Looks for them behind
 * the due times of each credential, where there is nothing else: served by outbox_credential_due_at_idx.
 */
export const HASTEN = statement(
  'hasten',
  `WITH known AS (
     SELECT 'default' AS credential
     UNION ALL
     SELECT company_id::text FROM company_credential
   ), late AS MATERIALIZED (
     SELECT waiting.job_id, waiting.sequence
     FROM known
     CROSS JOIN LATERAL (
       SELECT job_id, sequence
       FROM outbox
       WHERE credential = known.credential
         AND due_at > now() + interval '6 minutes'
       ORDER BY due_at
       LIMIT $1
       FOR UPDATE SKIP LOCKED
     ) AS waiting
     LIMIT $1
   )
   UPDATE outbox
   SET due_at = now() + CASE WHEN claim IS NULL THEN 0 ELSE $2 END * interval '1 millisecond'
   FROM unnest(ARRAY(SELECT job_id FROM late), ARRAY(SELECT sequence FROM late)) AS late (job_id, sequence)
   WHERE (outbox.job_id, outbox.sequence) = (late.job_id, late.sequence)
   RETURNING outbox.job_id`,
);

/** Tells every replica to look for due events. Events that are recorded say the same with their commit. */
export const NOTIFY = statement('notify', `SELECT pg_notify('outbox', '')`);
