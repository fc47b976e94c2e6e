import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { IN_FORCE } from './circuit.sql.js';
import { FROM_MARK, MARKS } from './low-water-mark.sql.js';
import { LAST_END } from './hand-pause.sql.js';
import { stoppedQueueOf } from './put-away.sql.js';
import { inReach } from './reach.sql.js';
import { ofJobs } from './rows-of-jobs.sql.js';

/** How many events a credential gets at most. */
const ROOMS = columns<readonly [credential: string, room: number]>({
  credential: ['text', ([credential]) => credential],
  room: ['integer', ([, room]) => room],
});

/**
 * Claims up to `limit` messages of the `kinds` that are due, each until its lease ends: if this replica dies, they are
 * simply due again then. Kinds of a newer release are left to its replicas. Nothing on a credential that is paused,
 * unless it is for one of `probes`, or that this replica leaves to others (`keyIds`, `leftAlone`). Never waits for
 * another replica. Nothing at all while all is paused by hand.
 * `generation` says whether the company has a credential of its own, and which; `stoppedIn` that nothing of it may be
 * sent, and in which queue it waits for that to end.
 *
 * Only the queues of `marks` are looked at, each from its low-water mark (in seconds since 1970; null: two minutes
 * ago). Whatever was delivered leaves a dead entry in the index, and as long as any transaction on the server is open
 * that is older than the delivery, such as that of a backup, Postgres cannot remove it: a claim that began at the
 * oldest entry would pass over all of them, more every second.
 *
 * `queue` has the oldest event that is due in each queue. Those that are open share `limit` between them, the one that
 * has waited longest first, and those in `rooms` get no more than that. All of it is served by
 * outbox_credential_due_at_idx, which holds at most one row of each job, so what waits behind a stuck event costs
 * nothing here either.
 *
 * A probe is made with an event that has met trouble least often, of the 100 that have waited longest: those of jobs
 * that are always refused must not be all that is ever tried.
 *
 * The keys go through arrays because Postgres takes those to be short. Of a subquery whose LIMIT it cannot know it
 * expects a tenth of all that is due, and would rather read both tables whole when that is much.
 *
 * Returns the claimed messages; the body of an event is made of its columns. And for each queue a row without a
 * message that has its next low-water mark, and whether the queue had its whole share of `limit`, so more may be
 * due. All below the mark was claimed, here or by others, but for rows of transactions that took longer than a second
 * to commit, or that another transaction has locked: FIND_QUEUES finds those.
 */
export const CLAIM_DUE = namedStatement(
  'claim-due',
  {
    kinds: 'text[]',
    limit: 'integer',
    claim: 'uuid',
    leaseMs: 'float8',
    probes: 'text[]',
    rooms: ROOMS,
    keyIds: 'text[]',
    leftAlone: 'text[]',
    marks: MARKS,
  },
  ({ kinds, limit, claim, leaseMs, probes, rooms, keyIds, leftAlone, marks }) => `WITH known AS (
     SELECT credential, ${FROM_MARK} AS mark
     FROM unnest(${marks.arrays}) AS known (${marks.names})
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
     SELECT credential, due_at, credential = ANY (${probes}) AS is_probe,
            greatest(${limit} / count(*) OVER (), 1) AS share,
            least(coalesce(slow_start.room, ${limit}), greatest(${limit} / count(*) OVER (), 1)) AS room
     FROM queue
     LEFT JOIN unnest(${rooms.arrays}) AS slow_start (${rooms.names}) USING (credential)
     WHERE due_at IS NOT NULL
       AND ${inReach('queue.credential', keyIds, leftAlone)}
       AND (
         credential = ANY (${probes})
         OR NOT EXISTS (
           SELECT
           FROM delivery_circuit AS circuit
           WHERE circuit.credential = queue.credential
             AND ${IN_FORCE}
         )
       )
     ORDER BY due_at
     LIMIT ${limit}
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
           AND kind = ANY (${kinds})
         ORDER BY due_at
         LIMIT CASE WHEN open.is_probe THEN 100 ELSE open.room END
         FOR UPDATE SKIP LOCKED
       ) AS oldest
       ORDER BY CASE WHEN open.is_probe THEN retries END, due_at
       LIMIT open.room
     ) AS waiting
   ), claimed AS (
     UPDATE outbox
     SET claim = ${claim},
         due_at = now() + ${leaseMs} * interval '1 millisecond'
     FROM unnest(ARRAY(SELECT job_id FROM due), ARRAY(SELECT sequence FROM due)) AS due (job_id, sequence)
     WHERE (outbox.job_id, outbox.sequence) = (due.job_id, due.sequence)
       AND ${ofJobs('SELECT job_id FROM due')}
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
          job.company_id AS "companyId", own.generation, ${stoppedQueueOf('job.company_id')} AS "stoppedIn", claimed.credential, claimed.claim, claimed.retries,
          least(
            coalesce(extract(epoch FROM now() - claimed.failing_since) * 1000, 0),
            -- What failed before all was paused by hand has its whole time again.
            extract(epoch FROM now() - (${LAST_END})) * 1000
          )::float8 AS "failingMs",
          event.reported_by AS "reportedBy", claimed.request_id AS "requestId", claimed.traceparent,
          NULL::float8 AS mark, NULL::boolean AS "isMoreDue"
   FROM claimed
   JOIN export_job_event AS event USING (job_id, sequence)
   JOIN export_job AS job ON job.id = claimed.job_id
   LEFT JOIN company_credential AS own ON own.company_id = job.company_id
   UNION ALL
   SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, queue.credential, NULL, NULL, NULL, NULL, NULL, NULL,
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
