import { statement } from '../database/statement.js';

/** The longest gap between notes that counts as steady, in seconds: some notes may fail. */
const STEADY_SECONDS = 5;

/** The largest step back that counts as steady: a slewed clock, or replicas that note at the same moment. */
const BACK_SECONDS = 2;

/**
 * True while the clock agrees with the notes. A statement that ends something for good checks this itself: the clock
 * may have been set since the last look. Reads one row.
 */
export const IS_STEADY = `(
       SELECT now() BETWEEN noted_at - interval '${STEADY_SECONDS} seconds' AND noted_at + interval '${STEADY_SECONDS} seconds'
       FROM relay_clock
     )`;

/** The moment from which deadlines run. */
export const STEADY_SINCE = `(SELECT steady_since FROM relay_clock)`;

/**
 * Notes the time, unless another replica has just done so, and starts over when the gap to the last note is more than
 * $1 seconds, or negative. Returns for how long the clock has been steady, and the time since the last note; null where
 * there was none.
 */
export const NOTE_TIME = statement(
  'note-time',
  `WITH before AS MATERIALIZED (
     SELECT noted_at, steady_since
     FROM relay_clock
   ), noted AS (
     INSERT INTO relay_clock AS clock (noted_at, steady_since)
     VALUES (now(), now())
     ON CONFLICT (id) DO UPDATE
       SET noted_at = now(),
           steady_since = CASE
             WHEN now() BETWEEN clock.noted_at - interval '${BACK_SECONDS} seconds'
                            AND clock.noted_at + $1::float8 * interval '1 second'
             THEN clock.steady_since
             ELSE now()
           END
       WHERE NOT now() BETWEEN clock.noted_at - interval '${BACK_SECONDS} seconds'
                           AND clock.noted_at + interval '900 milliseconds'
     RETURNING steady_since
   )
   SELECT (extract(epoch FROM now() - coalesce(noted.steady_since, before.steady_since)) * 1000)::float8 AS "steadyMs",
          (extract(epoch FROM now() - before.noted_at) * 1000)::float8 AS "sinceNoteMs"
   FROM (SELECT) AS always
   LEFT JOIN before ON true
   LEFT JOIN noted ON true`,
);

/** The gap that a running replica takes for an absence. */
export const MISSED_SECONDS = STEADY_SECONDS;
