import { IS_STEADY, STEADY_SINCE } from '../clock/relay-clock.sql.js';
import { statement } from '../database/statement.js';

/** No refresh is put off for longer than a quarter of an hour: a time further ahead is that of a clock that was ahead. */
const MAY_RETRY = `(
         retry_at IS NULL OR retry_at <= statement_timestamp() OR retry_at > statement_timestamp() + interval '16 minutes'
       )`;

/** Columns as `StoredCredential` names them. Times that something waits for are durations, by the database's clock. */
const STORED = `
  company_id AS "companyId", type, status, reason, generation, key_id AS "keyId",
  api_key AS "apiKey", access_token AS "accessToken", refresh_token AS "refreshToken",
  created_at AS "createdAt", updated_at AS "updatedAt", set_by AS "setBy",
  access_ends_at AS "accessEndsAt", refreshed_at AS "refreshedAt",
  coalesce(
    refreshing_until > statement_timestamp() AND refreshing_until < statement_timestamp() + interval '3 minutes',
    false
  ) AS "isRefreshing",
  (extract(epoch FROM access_ends_at - statement_timestamp()) * 1000)::float8 AS "accessEndsInMs",
  (extract(epoch FROM refresh_due_at - statement_timestamp()) * 1000)::float8 AS "refreshDueInMs",
  CASE WHEN NOT ${MAY_RETRY} THEN (extract(epoch FROM retry_at - statement_timestamp()) * 1000)::float8 END AS "retryInMs",
  coalesce(
    refreshed_at > updated_at
      AND refreshed_at BETWEEN statement_timestamp() - interval '1 minute' AND statement_timestamp() + interval '5 seconds',
    false
  ) AS "isFresh"`;

/** The credential of a company, if it has one. Served by the primary key. */
export const READ_CREDENTIAL = statement(
  'read_credential',
  `SELECT ${STORED}
   FROM company_credential
   WHERE company_id = $1`,
);

/**
 * Puts a credential in the place of what was there, notes who did it, and tells all replicas; deliveries that waited for
 * a better one go on. A refresh that is under way loses its claim: it must not write over what a person has set. Served
 * by primary keys and outbox_credential_due_at_idx.
 */
export const SET_CREDENTIAL = statement(
  'set_credential',
  `WITH stored AS (
     INSERT INTO company_credential AS credential (
       company_id, type, created_at, updated_at, set_by, generation, key_id, api_key, access_token, refresh_token,
       access_ends_at, refresh_due_at, refreshed_at
     )
     VALUES (
       $1, $2, statement_timestamp(), statement_timestamp(), $3, $4, $5, $6, $7, $8,
       statement_timestamp() + $9::float8 * interval '1 second',
       statement_timestamp() + greatest($9::float8 - 60, $9::float8 / 2) * interval '1 second',
       CASE $2 WHEN 'oauth' THEN statement_timestamp() END
     )
     ON CONFLICT (company_id) DO UPDATE
     SET type = excluded.type,
         status = 'active',
         reason = NULL,
         updated_at = statement_timestamp(),
         set_by = excluded.set_by,
         generation = excluded.generation,
         key_id = excluded.key_id,
         api_key = excluded.api_key,
         access_token = excluded.access_token,
         refresh_token = excluded.refresh_token,
         access_ends_at = excluded.access_ends_at,
         refresh_due_at = excluded.refresh_due_at,
         refreshed_at = excluded.refreshed_at,
         refresh_claim = NULL,
         refreshing_until = NULL,
         refresh_faults = 0,
         retry_at = NULL
     RETURNING credential.*
   ), noted AS (
     INSERT INTO credential_audit (company_id, id, action, type, at, by)
     SELECT company_id, gen_random_uuid(), $10, type, statement_timestamp(), $3
     FROM stored
   ), resumed AS (
     -- The jobs that were refused stay known: if they are again, it is the new one that is refused.
     UPDATE delivery_circuit
     SET pause = NULL, reason = NULL, probes = 0, paused_since = NULL, paused_until = NULL
     WHERE credential IN (SELECT company_id::text FROM stored)
       AND pause = 'credential_refused'
   ), due AS (
     UPDATE outbox
     SET due_at = statement_timestamp()
     WHERE credential IN (SELECT company_id::text FROM stored)
       AND due_at > statement_timestamp()
       AND claim IS NULL
   )
   SELECT ${STORED}, (SELECT pg_notify('credential', company_id::text))
   FROM stored`,
);

/** Removes the credential of a company, notes who did it, and tells all replicas. Served by primary keys. */
export const DELETE_CREDENTIAL = statement(
  'delete_credential',
  `WITH gone AS (
     DELETE FROM company_credential
     WHERE company_id = $1
     RETURNING *
   ), noted AS (
     INSERT INTO credential_audit (company_id, id, action, type, at, by)
     SELECT company_id, gen_random_uuid(), 'deleted', type, statement_timestamp(), $2
     FROM gone
   ), forgotten AS (
     DELETE FROM delivery_circuit
     WHERE credential IN (SELECT company_id::text FROM gone)
   )
   SELECT ${STORED}, (SELECT pg_notify('credential', company_id::text))
   FROM gone`,
);

/**
 * Takes the right to use the refresh token of one generation. Nobody gets it while somebody else has it, or too soon
 * after a fault. A claim that was left behind means that nobody knows whether the token was used: then it is used again
 * only when there is nothing to lose, the access token being over, or refused ($5), and when it is certain that its time
 * is over: whoever has it may hold new tokens that could not be written while the database was away, or its clock may
 * have been set. Nor does who has not the key ($6).
 * Served by the primary key.
 */
export const CLAIM_REFRESH = statement(
  'claim_refresh',
  `UPDATE company_credential
   SET refresh_claim = $3,
       refreshing_until = statement_timestamp() + $4 * interval '1 millisecond'
   WHERE company_id = $1
     AND generation = $2
     AND type = 'oauth'
     AND status = 'active'
     AND key_id = ANY ($6::text[])
     AND ${MAY_RETRY}
     AND (
       refreshing_until IS NULL
       OR (
         (
           refreshing_until <= statement_timestamp()
           OR refreshing_until > statement_timestamp() + ($4 + 5000) * interval '1 millisecond'
         )
         AND ($5 OR access_ends_at <= statement_timestamp())
         AND coalesce(
           ${IS_STEADY} AND ${STEADY_SINCE} <= statement_timestamp() - $4 * interval '1 millisecond',
           true
         )
       )
     )
   RETURNING key_id AS "keyId", refresh_token AS "refreshToken"`,
);

/** Writes the tokens that a refresh brought, if the claim still holds, and tells all replicas. By the primary key. */
export const ROTATE_TOKENS = statement(
  'rotate_tokens',
  `WITH rotated AS (
     UPDATE company_credential
     SET generation = $3,
         key_id = $4,
         access_token = $5,
         refresh_token = $6,
         access_ends_at = statement_timestamp() + $7::float8 * interval '1 second',
         refresh_due_at = statement_timestamp() + greatest($7::float8 - 60, $7::float8 / 2) * interval '1 second',
         refreshed_at = statement_timestamp(),
         refresh_claim = NULL,
         refreshing_until = NULL,
         refresh_faults = 0,
         retry_at = NULL
     WHERE company_id = $1
       AND refresh_claim = $2
     RETURNING company_id
   )
   SELECT company_id, (SELECT pg_notify('credential', company_id::text))
   FROM rotated`,
);

/** How long after a fault the next refresh may be tried: 5 s, 10 s, … 15 min, up to a third less by $3. */
const PUT_OFF = `
  refresh_faults = refresh_faults + 1,
  retry_at = statement_timestamp()
    + least(900, 5 * power(2, least(refresh_faults, 10))) * $3::float8 * interval '1 second'`;

/** The refresh token was not used for certain: another try may follow. Served by the primary key. */
export const RELEASE_REFRESH = statement(
  'release_refresh',
  `UPDATE company_credential
   SET ${PUT_OFF},
       refresh_claim = NULL,
       refreshing_until = NULL
   WHERE company_id = $1
     AND refresh_claim = $2`,
);

/** The refresh token was not even opened: whoever has the key may use it at once. Served by the primary key. */
export const FREE_REFRESH = statement(
  'free_refresh',
  `UPDATE company_credential
   SET refresh_claim = NULL,
       refreshing_until = NULL
   WHERE company_id = $1
     AND refresh_claim = $2`,
);

/** Nobody knows whether the refresh token was used: the claim stays behind. Served by the primary key. */
export const ABANDON_REFRESH = statement(
  'abandon_refresh',
  `UPDATE company_credential
   SET ${PUT_OFF},
       refreshing_until = statement_timestamp(),
       refresh_due_at = access_ends_at
   WHERE company_id = $1
     AND refresh_claim = $2`,
);

/** The refresh token is dead: nothing is tried until somebody gives a new consent. Served by the primary key. */
export const NEED_CONSENT = statement(
  'need_consent',
  `WITH stopped AS (
     UPDATE company_credential
     SET status = 'consent_needed',
         reason = $3,
         updated_at = statement_timestamp(),
         generation = $4,
         refresh_claim = NULL,
         refreshing_until = NULL,
         retry_at = NULL
     WHERE company_id = $1
       AND refresh_claim = $2
     RETURNING company_id, type
   ), noted AS (
     INSERT INTO credential_audit (company_id, id, action, type, at)
     SELECT company_id, gen_random_uuid(), 'consent_needed', type, statement_timestamp()
     FROM stopped
   )
   SELECT company_id, (SELECT pg_notify('credential', company_id::text))
   FROM stopped`,
);

/** Refresh tokens that nobody used for $1 days and that may be used, oldest first. By company_credential_refreshed_at_idx. */
export const FIND_IDLE = statement(
  'find_idle_credentials',
  `SELECT company_id AS "companyId", generation
   FROM company_credential
   WHERE type = 'oauth'
     AND status = 'active'
     AND key_id = ANY ($3::text[])
     AND refreshed_at < statement_timestamp() - $1 * interval '1 day'
     AND ${MAY_RETRY}
     AND (
       refreshing_until IS NULL
       OR (refreshing_until <= statement_timestamp() AND access_ends_at <= statement_timestamp())
     )
   ORDER BY refreshed_at
   LIMIT $2`,
);

/** How many credentials are sealed with keys other than these. Reads the table whole: at the start, and when resealing. */
export const COUNT_SEALED_OTHERWISE = statement(
  'count_sealed_otherwise',
  `SELECT key_id AS "keyId", count(*)::integer AS count
   FROM company_credential
   WHERE key_id <> ALL ($1::text[])
   GROUP BY key_id
   ORDER BY key_id`,
);

/** The next credentials that another key than $1 sealed, in the order of the primary key. */
export const READ_SEALED_OTHERWISE = statement(
  'read_sealed_otherwise',
  `SELECT ${STORED}
   FROM company_credential
   WHERE key_id <> $1
     AND company_id > $2
   ORDER BY company_id
   LIMIT $3`,
);

/** Puts the same secrets under another seal, unless the row has changed meanwhile. Served by the primary key. */
export const RESEAL = statement(
  'reseal_credential',
  `UPDATE company_credential
   SET key_id = $4,
       api_key = $5,
       access_token = $6,
       refresh_token = $7
   WHERE company_id = $1
     AND generation = $2
     AND key_id = $3
   RETURNING company_id`,
);

/** Whose credential was set within $1 seconds. Reads the table whole, as large as companies have their own. */
export const FIND_SET_WITHIN = statement(
  'find_set_within',
  `SELECT company_id AS "companyId"
   FROM company_credential
   WHERE updated_at > statement_timestamp() - $1 * interval '1 second'`,
);

/**
 * Puts up to $2 events of a company into the queue of the credential that it has now; returns how many those were. Those
 * that somebody else has locked at the moment are left where they are, to whoever claims them there, or to the next look.
 * Of other modules' tables it reads the outbox, whose size is the backlog, and jobs by their primary key.
 */
export const MOVE_QUEUE = statement(
  'move-queue',
  `WITH own AS (
     SELECT coalesce((SELECT company_id::text FROM company_credential WHERE company_id = $1::uuid), 'default') AS credential
   ), astray AS MATERIALIZED (
     SELECT outbox.job_id, outbox.sequence
     FROM outbox
     JOIN export_job AS job ON job.id = outbox.job_id
     WHERE job.company_id = $1::uuid
       AND outbox.credential <> (SELECT credential FROM own)
     LIMIT $2
     FOR UPDATE OF outbox SKIP LOCKED
   ), moved AS (
     UPDATE outbox
     SET credential = (SELECT credential FROM own),
         due_at = CASE WHEN due_at < statement_timestamp() THEN statement_timestamp() ELSE due_at END
     FROM astray
     WHERE (outbox.job_id, outbox.sequence) = (astray.job_id, astray.sequence)
     RETURNING outbox.job_id
   )
   SELECT count(*)::integer AS moved, pg_notify('outbox', '')
   FROM moved`,
);
