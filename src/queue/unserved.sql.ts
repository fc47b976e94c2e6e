import { namedStatement } from '../database/named-statement.js';
import { CANNOT_BE_OPENED } from './credential-queue.js';
import { ALL_PAUSED } from './hand-pause.sql.js';

/** How long an event or a probe must have been due, with no replica taking it, before its credential is paused. */
const UNSERVED = `interval '3 seconds'`;

/**
 * Pauses the credentials that this replica cannot send with, `leftAlone` for the `reasons` and those that none of
 * `keyIds` sealed, where an event has been due for a while and nobody holds one: so no replica is there that could,
 * unless all is paused by hand. The next probe is due soon, for one that comes; only what nobody took then is paused
 * again. Ends such pauses where nothing waits. Reads the credentials, which are as many as companies have their own;
 * served by outbox_credential_due_at_idx and primary keys.
 */
export const NOTE_UNSERVED = namedStatement(
  'note-unserved',
  { leftAlone: 'text[]', reasons: 'text[]', keyIds: 'text[]' },
  ({ leftAlone, reasons, keyIds }) => `WITH unserved AS MATERIALIZED (
     SELECT credential, reason, head.due_at
     FROM (
       SELECT credential, reason
       FROM unnest(${leftAlone}, ${reasons}) AS alone (credential, reason)
       UNION
       SELECT company_id::text,
              '${CANNOT_BE_OPENED}it was sealed with the key "' || key_id
                || '", and no replica that runs has that in CREDENTIALS_KEY.'
       FROM company_credential
       WHERE key_id <> ALL (${keyIds})
         AND company_id::text <> ALL (${leftAlone})
     ) AS named
     LEFT JOIN LATERAL (
       SELECT due_at
       FROM outbox
       WHERE outbox.credential = named.credential
         AND due_at IS NOT NULL
       ORDER BY due_at
       LIMIT 1
     ) AS head ON true
   ), over AS (
     DELETE FROM delivery_circuit AS circuit
     USING unserved
     WHERE circuit.credential = unserved.credential
       AND circuit.pause = 'credential_refused'
       AND unserved.due_at IS NULL
   ), noted AS (
     INSERT INTO delivery_circuit AS circuit (credential, faults, pause, reason, probes, paused_since, paused_until)
     SELECT credential, 0, 'credential_refused', reason, 0, now(), now() + interval '3 seconds'
     FROM unserved
     WHERE due_at <= now() - ${UNSERVED}
       AND NOT ${ALL_PAUSED}
       AND NOT EXISTS (
         SELECT
         FROM outbox
         WHERE outbox.credential = unserved.credential
           AND due_at > now()
           AND claim IS NOT NULL
       )
     ORDER BY credential
     ON CONFLICT (credential) DO UPDATE
       SET pause = excluded.pause,
           reason = excluded.reason,
           paused_since = CASE WHEN circuit.reason = excluded.reason THEN circuit.paused_since ELSE excluded.paused_since END,
           paused_until = excluded.paused_until
       WHERE circuit.pause IS NULL
          OR circuit.paused_until <= now() - ${UNSERVED}
     RETURNING credential, reason, paused_since
   )
   SELECT credential, reason
   FROM noted
   WHERE paused_since = now()`,
);
