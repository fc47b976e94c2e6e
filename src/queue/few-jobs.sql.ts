import { statement } from '../database/statement.js';
import { IN_FORCE, IS_SHOWN, isHeldByCircuit } from './circuit.sql.js';
import { ALL_PAUSED, IS_PAUSED, isHeldByPause, OF_SOMEBODY } from './hand-pause.sql.js';
import { IS_PARKED } from './put-away.sql.js';

/**
 * Each of these finds the jobs of which a list may show something, by an index that leads to them alone, and says
 * whether those are all: $1 + 1 rows are looked at. A fragment around the query that finds them.
 */
const ids = (rows: string) => `SELECT DISTINCT job_id AS id, count(*) OVER () <= $1::integer AS "isAll"
   FROM (
     ${rows}
     LIMIT $1::integer + 1
   ) AS found`;

/** Of company $2. Served by export_job_company_id_idx. */
export const FIND_JOBS_OF_COMPANY = statement(
  'find-jobs-of-company',
  ids(`SELECT id AS job_id
     FROM export_job
     WHERE company_id = $2::uuid`),
);

/** Of the events $2. Served by export_job_event_id_idx. */
export const FIND_JOBS_OF_EVENTS = statement(
  'find-jobs-of-events',
  ids(`SELECT job_id
     FROM export_job_event
     WHERE id = ANY ($2::uuid[])`),
);

/** That failed for one of the reasons $2. Served by export_job_event_failure_reason_type_idx. */
export const FIND_FAILED_JOBS = statement(
  'find-failed-jobs',
  ids(`SELECT job_id
     FROM export_job_event
     WHERE failure_reason_type = ANY ($2::text[])
       AND failure_reason_type IS NOT NULL`),
);

/** Of which an event was discarded. Served by audit_entry_discarded_idx, of which it reads the first $1 entries. */
export const FIND_DISCARDED_JOBS = statement(
  'find-discarded-jobs',
  ids(`SELECT job_id
     FROM audit_entry
     WHERE action = 'discarded'`),
);

/** Of companies that are put away. Served by outbox_parked_idx. */
export const FIND_PUT_AWAY_JOBS = statement(
  'find-put-away-jobs',
  ids(`SELECT job_id
     FROM outbox
     WHERE ${IS_PARKED}`),
);

/** Of which a message is dead, so later ones may be blocked. Served by the indexes of accepted_at. */
export const FIND_BLOCKING_JOBS = statement(
  'find-blocking-jobs',
  ids(`SELECT job_id
     FROM outbox
     WHERE dead
       AND kind = 'event'
     UNION ALL
     SELECT job_id
     FROM outbox
     WHERE dead
       AND kind = 'items'`),
);

/** Of which an event waits behind another message. Served by outbox_behind_idx. */
export const FIND_JOBS_IN_TURN = statement(
  'find-jobs-in-turn',
  ids(`SELECT job_id
     FROM outbox
     WHERE kind = 'event'
       AND due_at IS NULL
       AND NOT dead`),
);

/** Of which something is not delivered. Served by the primary key. */
export const FIND_UNDELIVERED_JOBS = statement(
  'find-undelivered-jobs',
  ids(`SELECT job_id
     FROM outbox`),
);

/** Of which an event or a result is dead. Served by outbox_event_accepted_at_idx and export_job_item_dead_idx. */
export const FIND_DEAD_JOBS = statement(
  'find-dead-jobs',
  ids(`SELECT job_id
     FROM outbox
     WHERE dead
       AND kind = 'event'
     UNION ALL
     SELECT job_id
     FROM export_job_item
     WHERE dead`),
);

/** Of which the first message met passing faults. Served by outbox_retries_idx. */
export const FIND_RETRIED_JOBS = statement(
  'find-retried-jobs',
  ids(`SELECT job_id
     FROM outbox
     WHERE kind = 'event'
       AND retries > 0
       AND NOT dead`),
);

/**
 * Of which a pause holds something back, queue by queue, or one by hand. Served by outbox_credential_due_at_idx and
 * outbox_paused_idx; where all is paused, any jobs will do.
 */
export const FIND_PAUSED_JOBS = statement(
  'find-paused-jobs',
  ids(`SELECT waiting.job_id
     FROM delivery_circuit AS circuit
     CROSS JOIN LATERAL (
       SELECT job_id
       FROM outbox
       WHERE outbox.credential = circuit.credential
         AND due_at IS NOT NULL
       LIMIT $1::integer + 1
     ) AS waiting
     WHERE ${IN_FORCE}
     UNION ALL
     SELECT job_id
     FROM outbox
     WHERE ${IS_PAUSED}
     UNION ALL
     SELECT job_id
     FROM outbox
     WHERE ${ALL_PAUSED}`),
);

/**
 * Of which the first message waits for the end of a pause of $2, the credential's or that by hand. Served by primary
 * keys and outbox_credential_due_at_idx.
 */
export const FIND_JOBS_OF_PAUSE = statement(
  'find-jobs-of-pause',
  ids(`SELECT held.job_id
     FROM delivery_circuit
     CROSS JOIN LATERAL (
       SELECT job_id
       FROM outbox
       WHERE ${isHeldByCircuit('delivery_circuit')}
       LIMIT $1::integer + 1
     ) AS held
     WHERE delivery_circuit.credential = $2::text
       AND ${IS_SHOWN}
     UNION ALL
     SELECT held.job_id
     FROM delivery_pause
     CROSS JOIN LATERAL (
       SELECT job_id
       FROM outbox
       WHERE ${isHeldByPause('delivery_pause')}
       LIMIT $1::integer + 1
     ) AS held
     WHERE whose = $2::text
       AND ${OF_SOMEBODY}`),
);
