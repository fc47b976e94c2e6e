import { columns } from '../database/columns.js';
import { namedStatement } from '../database/named-statement.js';
import { reason, tell } from '../notices/tell.sql.js';

const DIED = columns<{ readonly jobId: string; readonly sequence: number }>({
  job_id: ['uuid', ({ jobId }) => jobId],
  sequence: ['integer', ({ sequence }) => sequence],
});

/**
 * Tells the integrator of events that have just died, each with what was wrong with its last attempt. A statement of
 * its own, since almost all settlements have none. The jobs must be locked. Served by primary keys.
 */
export const TELL_DEAD = namedStatement('tell-dead-events', { died: DIED }, ({ died }) =>
  tell(
    'event.dead',
    `SELECT event.job_id AS subject,
              jsonb_build_object(
                'jobId', event.job_id,
                'companyId', (SELECT company_id FROM export_job AS job WHERE job.id = event.job_id),
                'eventId', event.id,
                'event', event.event,
                'outcome', event.outcome,
                'reason', ${reason('last.error')}
              ) AS data
       FROM unnest(${died.arrays}) AS died (${died.names})
       CROSS JOIN LATERAL (
         SELECT *
         FROM export_job_event AS event
         WHERE (event.job_id, event.sequence) = (died.job_id, died.sequence)
           AND event.delivery_status = 'dead'
         LIMIT 1
       ) AS event
       LEFT JOIN LATERAL (
         SELECT error
         FROM delivery_attempt AS attempt
         WHERE (attempt.job_id, attempt.sequence) = (died.job_id, died.sequence)
         ORDER BY number DESC
         LIMIT 1
       ) AS last ON true`,
  ),
);
