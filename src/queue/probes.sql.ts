import { namedStatement } from '../database/named-statement.js';
import { IN_FORCE } from './circuit.sql.js';
import { FROM_MARK, MARKS } from './low-water-mark.sql.js';
import { ALL_PAUSED } from './hand-pause.sql.js';
import { inReach } from './reach.sql.js';

/**
 * The credentials on which deliveries are paused, those of `marks` while a person has paused all, and on which of them
 * this replica may send one probe: one replica may, when it is time and there is an event to try it with. Should the
 * replica die, the next may try after `leaseMs`. Never waits for another replica. The outbox is looked at only then, in
 * queues in which something is known to wait, from their low-water `marks` as by CLAIM_DUE, and only for the earliest
 * due time of the credential: an EXISTS would at times be read from the whole table, at every turn. No probe is put off
 * for longer than five minutes, so a time further ahead is another clock's.
 */
export const TAKE_PROBES = namedStatement(
  'take-probes',
  { leaseMs: 'float8', keyIds: 'text[]', leftAlone: 'text[]', marks: MARKS },
  ({ leaseMs, keyIds, leftAlone, marks }) => `WITH due AS MATERIALIZED (
     SELECT credential
     FROM delivery_circuit AS circuit
     WHERE pause IN ('credential_refused', 'circuit_open')
       AND (paused_until <= now() OR paused_until > now() + interval '6 minutes')
       AND ${inReach('circuit.credential', keyIds, leftAlone)}
       AND (
         SELECT due_at
         FROM outbox
         WHERE outbox.credential = circuit.credential
           AND due_at BETWEEN (
             SELECT ${FROM_MARK}
             FROM unnest(${marks.arrays}) AS known (${marks.names})
             WHERE known.credential = circuit.credential
           ) AND now()
         ORDER BY due_at
         LIMIT 1
       ) IS NOT NULL
     FOR UPDATE SKIP LOCKED
   ), probe AS (
     UPDATE delivery_circuit AS circuit
     SET paused_until = now() + ${leaseMs} * interval '1 millisecond'
     FROM due
     WHERE circuit.credential = due.credential
     RETURNING circuit.credential
   )
   SELECT credential, credential IN (SELECT credential FROM probe) AS taken
   FROM delivery_circuit
   WHERE ${IN_FORCE}
   UNION ALL
   SELECT credential, false
   FROM unnest(${marks.arrays}) AS known (${marks.names})
   WHERE ${ALL_PAUSED}`,
);
