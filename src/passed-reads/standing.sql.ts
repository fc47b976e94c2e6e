import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { CIRCUIT_COLUMNS } from '../queue/circuit.sql.js';
import { isPutAway } from '../queue/put-away.sql.js';
import type { PassedRead } from './passed-read.js';

const READS = columns<PassedRead>({
  kind: ['text', ({ kind }) => kind],
  job_id: ['uuid', ({ jobId }) => jobId],
  company_id: ['uuid', ({ companyId }) => companyId],
});

/**
 * How things stand for each of `reads`, in order: its company, whether that is put away, the generation of its
 * credential, what is wrong with its way to Pleo, and whether something waits or is dead that it could show. One
 * statement, however many reads: served by primary keys, which LIMIT keeps to where EXISTS might be hashed over a whole
 * table; and for lists of jobs by the first entries of outbox_event_accepted_at_idx, which holds no history. When there
 * are as many as are looked at, one of the others is taken to be of the company that is asked for.
 */
export const FIND_STANDINGS = namedStatement(
  'find-standings',
  { reads: READS },
  ({ reads }) => `WITH undelivered AS MATERIALIZED (
     SELECT job.company_id
     FROM (
       SELECT job_id
       FROM outbox
       WHERE kind = 'event'
       ORDER BY dead, accepted_at
       LIMIT 100
     ) AS message
     CROSS JOIN LATERAL (
       SELECT company_id
       FROM export_job
       WHERE id = message.job_id
       LIMIT 1
     ) AS job
   )
   SELECT asked_for.company_id AS "companyId", ${isPutAway('asked_for.company_id')} AS "isPutAway", own.generation, circuit.*, CASE read.kind
            WHEN 'job' THEN of_job.waits IS NOT NULL
            WHEN 'items' THEN of_items.waits IS NOT NULL
            WHEN 'jobs' THEN EXISTS (
              SELECT
              FROM undelivered
              WHERE read.company_id IS NULL
                 OR company_id IS NULL
                 OR company_id = read.company_id
            ) OR (SELECT count(*) FROM undelivered) = 100
            ELSE false
          END AS "hasOwn", now() AS now
   FROM unnest(${reads.arrays}) WITH ORDINALITY AS read (${reads.names}, place)
   LEFT JOIN LATERAL (
     SELECT company_id
     FROM export_job
     WHERE id = read.job_id
     LIMIT 1
   ) AS job ON true
   CROSS JOIN LATERAL (
     SELECT coalesce(job.company_id, read.company_id) AS company_id
   ) AS asked_for
   LEFT JOIN LATERAL (
     SELECT generation
     FROM company_credential
     WHERE company_id = asked_for.company_id
     LIMIT 1
   ) AS own ON true
   LEFT JOIN LATERAL (
     SELECT ${CIRCUIT_COLUMNS}
     FROM delivery_circuit
     WHERE credential = CASE WHEN own.generation IS NULL THEN 'default' ELSE asked_for.company_id::text END
     LIMIT 1
   ) AS circuit ON true
   LEFT JOIN LATERAL (
     SELECT true AS waits
     FROM outbox
     WHERE read.kind = 'job'
       AND job_id = read.job_id
     -- A condition on the kind in WHERE would offer the index of all events that wait.
     HAVING bool_or(outbox.kind = 'event')
   ) AS of_job ON true
   LEFT JOIN LATERAL (
     SELECT true AS waits
     FROM item_tally
     WHERE read.kind = 'items'
       AND job_id = read.job_id
       AND pending + dead > 0
     LIMIT 1
   ) AS of_items ON true
   ORDER BY read.place`,
);
