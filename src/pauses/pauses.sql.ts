import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { EVERYBODY, isInForce, IS_PAUSED } from '../queue/hand-pause.sql.js';
import { PAUSED } from '../queue/credential-queue.js';
import { isPutAway } from '../queue/put-away.sql.js';

/** What is shown of a pause, as a row of `delivery_pause`. */
const SHOWN = `NULLIF(whose, '${EVERYBODY}') AS "companyId", reason, since::timestamptz(3), until::timestamptz(3),
          paused_by AS "pausedBy"`;

/**
 * Pauses the deliveries of a company, or of EVERYBODY, or says otherwise why and until when; notes who did it. Returns
 * the pause; no row where the company is put away. Served by primary keys.
 */
export const PAUSE = namedStatement(
  'pause-deliveries',
  { whose: 'text', companyId: 'uuid', reason: 'text', until: 'timestamptz', by: 'text' },
  ({ whose, companyId, reason, until, by }) => `WITH done AS (
     INSERT INTO delivery_pause AS pause (whose, reason, paused_by, since, until)
     SELECT ${whose}, ${reason}, ${by}, statement_timestamp(), ${until}
     WHERE NOT ${isPutAway(companyId)}
     ON CONFLICT (whose) DO UPDATE
     SET reason = excluded.reason,
         paused_by = excluded.paused_by,
         since = CASE WHEN ${isInForce('pause')} THEN pause.since ELSE excluded.since END,
         until = excluded.until
     RETURNING *
   ), noted AS (
     INSERT INTO delivery_pause_act (id, whose, action, at, by, reason, until)
     SELECT gen_random_uuid(), whose, 'paused', statement_timestamp(), paused_by, reason, until
     FROM done
   )
   SELECT ${SHOWN}
   FROM done`,
);

/**
 * Ends the pause of a company, or of EVERYBODY, where one is in force, notes who did it, and wakes the dispatchers.
 * Returns a row where one was. Served by the primary key.
 */
export const RESUME = namedStatement(
  'resume-deliveries',
  { whose: 'text', by: 'text' },
  ({ whose, by }) => `WITH done AS (
     UPDATE delivery_pause
     SET until = statement_timestamp()
     WHERE whose = ${whose}
       AND ${isInForce()}
     RETURNING whose
   ), noted AS (
     INSERT INTO delivery_pause_act (id, whose, action, at, by)
     SELECT gen_random_uuid(), whose, 'resumed', statement_timestamp(), ${by}
     FROM done
   )
   SELECT whose, pg_notify('outbox', '')
   FROM done`,
);

/** All pauses in force, the longest first. Reads the table whole, which has a row for each company that is paused. */
export const LIST_PAUSES = statement(
  'list-hand-pauses',
  `SELECT ${SHOWN}
   FROM delivery_pause
   WHERE ${isInForce()}
   ORDER BY delivery_pause.since, whose`,
);

/** The companies whose pause is over, of which something may not be back in its queue. As above. */
export const FIND_ENDED = statement(
  'find-ended-pauses',
  `SELECT whose AS id
   FROM delivery_pause
   WHERE whose <> '${EVERYBODY}'
     AND NOT ${isInForce()}`,
);

/**
 * Forgets the pause of company $1 that ended a minute ago, if nothing waits for its end: a transaction that accepted
 * something during it has committed by now. Served by the primary key and outbox_paused_idx.
 */
export const FORGET_ENDED = statement(
  'forget-ended-pause',
  `DELETE FROM delivery_pause
   WHERE whose = $1
     AND until <= statement_timestamp() - interval '1 minute'
     AND (SELECT job_id FROM outbox WHERE ${IS_PAUSED} AND credential = '${PAUSED}' || $1 LIMIT 1) IS NULL`,
);
