import { statement } from '../database/statement.js';
import { byEntry } from '../items/by-entry.sql.js';
import { DELIVERED_TOGETHER } from '../items/item-delivery.sql.js';

/**
 * Of the jobs $1 those with events that were not at Pleo at the time $2, in order: they wait, or are dead, or were
 * delivered since. A discarded event is none: a person decided that Pleo does not get it. Served by primary keys;
 * a job has a few messages.
 */
export const FIND_OWN_JOBS = statement(
  'find-own-jobs',
  `SELECT job.id, own.events, job.started_at AS "startedAt", job.completed_at AS "completedAt",
          job.expired_at AS "expiredAt", job.last_updated_at AS "lastUpdatedAt", job.failure_reason AS "failureReason",
          job.failure_reason_type AS "failureReasonType"
   FROM unnest($1::uuid[]) AS wanted (id)
   CROSS JOIN LATERAL (
     SELECT array_agg(event ORDER BY sequence) AS events
     FROM export_job_event
     WHERE job_id = wanted.id
       AND kind = 'event'
       AND (delivery_status IN ('pending', 'dead') OR delivered_at >= $2)
   ) AS own
   CROSS JOIN LATERAL (
     SELECT *
     FROM export_job
     WHERE export_job.id = wanted.id
     LIMIT 1
   ) AS job
   WHERE own.events IS NOT NULL`,
);

/**
 * Of the entries $2 of job $1 the results that were not at Pleo at the time $3, as above. Served by the primary key.
 */
export const FIND_OWN_RESULTS = statement(
  'find-own-results',
  `SELECT own.*
   FROM unnest($2::uuid[]) AS wanted (id)
   CROSS JOIN LATERAL (
     SELECT accounting_entry_id AS id, status, exported_at AS "exportedAt", external_id AS "externalId",
            external_url AS "externalUrl", failure_reason AS "failureReason",
            failure_reason_type AS "failureReasonType", delivery_status,
            coalesce(together.delivered_at, item.delivered_at) AS delivered_at
     FROM export_job_item AS item
     LEFT JOIN LATERAL (${DELIVERED_TOGETHER}) AS together ON true
     WHERE ${byEntry('$1::uuid', 'wanted.id')}
   ) AS own
   WHERE own.delivered_at >= $3
      OR (own.delivered_at IS NULL AND own.delivery_status IN ('pending', 'dead'))`,
);
