import { statement } from '../database/statement.js';
import { isPutAway } from '../queue/put-away.sql.js';

/**
 * Whether the turn in `row` may be taken: nobody has it, and the last one ended `interval` milliseconds ago. What lies
 * further ahead than a lease, or than Pleo may ask us to wait, or ends in the future, is another clock's and holds
 * nobody back.
 */
function isDue(row: string, lease: string, interval: string): string {
  return `(
       ${row}.taken_until <= now()
       OR ${row}.taken_until > now() + interval '5 seconds'
            + CASE WHEN ${row}.claim IS NULL THEN 3600000 ELSE ${lease}::float8 END * interval '1 millisecond'
       OR (${row}.claim IS NULL AND coalesce(${row}.ended_at > now() + interval '5 seconds', true))
     )
     AND (
       ${row}.ended_at IS NULL
       OR ${row}.ended_at <= now() - ${interval}::float8 * interval '1 millisecond'
       OR ${row}.ended_at > now() + interval '5 seconds'
     )`;
}

/**
 * Credentials whose turn is due: nobody has it and the last one ended $1 milliseconds ago; longest ago first. A lease
 * is $2 milliseconds. Those that none of the keys $3 sealed, and $4, are left to other replicas, and
 * companies that are put away are not asked for. Reads all credentials,
 * which are as many as companies have their own.
 */
export const FIND_DUE_TURNS = statement(
  'find-due-turns',
  `SELECT known.credential
   FROM (
     SELECT 'default' AS credential
     UNION ALL
     SELECT company_id::text
     FROM company_credential
     WHERE key_id = ANY ($3::text[])
       AND NOT ${isPutAway('company_id')}
   ) AS known
   LEFT JOIN poll_turn AS turn USING (credential)
   WHERE known.credential <> ALL ($4::text[])
     AND (turn.credential IS NULL OR (${isDue('turn', '$2', '$1')}))
   ORDER BY turn.ended_at NULLS FIRST
   LIMIT 100`,
);

/**
 * Takes the turn of credential $1 under the token $2 for $3 milliseconds, when nobody has it and the last one ended $4
 * milliseconds ago. By the primary key, as all.
 */
export const CLAIM_TURN = statement(
  'claim-turn',
  `INSERT INTO poll_turn (credential, taken_until, claim)
   VALUES ($1, now() + $3::float8 * interval '1 millisecond', $2)
   ON CONFLICT (credential) DO UPDATE
     SET taken_until = EXCLUDED.taken_until,
         claim = EXCLUDED.claim
     WHERE ${isDue('poll_turn', '$3', '$4')}
   RETURNING credential`,
);

/** Keeps the turn for $3 milliseconds more, unless another replica has taken it. */
export const RENEW_TURN = statement(
  'renew-turn',
  `UPDATE poll_turn
   SET taken_until = now() + $3 * interval '1 millisecond'
   WHERE credential = $1
     AND claim = $2
   RETURNING credential`,
);

/** Ends the turn. Nobody takes the next one within $3 milliseconds. */
export const END_TURN = statement(
  'end-turn',
  `UPDATE poll_turn
   SET taken_until = now() + $3 * interval '1 millisecond',
       claim = NULL,
       ended_at = now()
   WHERE credential = $1
     AND claim = $2`,
);

/** Leaves the turn to others as if nobody had taken it. */
export const RELEASE_TURN = statement(
  'release-turn',
  `UPDATE poll_turn
   SET taken_until = now(),
       claim = NULL
   WHERE credential = $1
     AND claim = $2`,
);
