import { statement } from '../database/statement.js';

/** How far from the last note the time may be without anything being wrong, in seconds: some notes may fail. */
const STEADY_SECONDS = 5;

/** A clock that is slewed, or replicas that note at the same moment, may make time go back by less. */
const BACK_SECONDS = 2;

/**
 * True while the time is what the notes lead to expect. A statement that ends something for good asks for it itself: the
 * clock may have been set since anybody looked. Reads one row.
 */
export const IS_STEADY = `(
       SELECT now() BETWEEN noted_at - interval '${STEADY_SECONDS} seconds' AND noted_at + interval '${STEADY_SECONDS} seconds'
       FROM relay_clock
     )`;

/** Since when a deadline has been able to run. */
export const STEADY_SINCE = `(SELECT steady_since FROM relay_clock)`;

/**
 * Notes the time, unless another replica has just done so, and begins anew when it is not what the last note leads to
 * expect: more than $1 seconds later, or earlier. Returns for how long it has been steady, and how far the last
 * note lies back; null where there was none.
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

/** The same, for notes of a replica that has been there before. */
export const MISSED_SECONDS = STEADY_SECONDS;
