import { statement } from '../database/statement.js';

/** Takes the turn of credential $1 under the token $2 for $3 milliseconds, when it is due. By the primary key, as all. */
export const TAKE_TURN = statement(
  'take-turn',
  `INSERT INTO poll_turn (credential, due_at, claim)
   VALUES ($1, now() + $3 * interval '1 millisecond', $2)
   ON CONFLICT (credential) DO UPDATE
     SET due_at = EXCLUDED.due_at,
         claim = EXCLUDED.claim
     WHERE poll_turn.due_at <= now()
   RETURNING credential`,
);

/** Keeps the turn for $3 milliseconds more, unless somebody else has taken it. */
export const KEEP_TURN = statement(
  'keep-turn',
  `UPDATE poll_turn
   SET due_at = now() + $3 * interval '1 millisecond'
   WHERE credential = $1
     AND claim = $2
   RETURNING credential`,
);

/** Ends the turn; the next one is due in $3 milliseconds. */
export const END_TURN = statement(
  'end-turn',
  `UPDATE poll_turn
   SET due_at = now() + $3 * interval '1 millisecond',
       claim = NULL
   WHERE credential = $1
     AND claim = $2`,
);
