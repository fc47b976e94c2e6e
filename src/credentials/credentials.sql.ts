import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { forget } from '../queue/circuit.sql.js';
import { isPutAway } from '../queue/put-away.sql.js';
import { STORED, statusOf } from './stored-credential.sql.js';

/** The credential of a company, if it has one. Served by the primary key. */
export const READ_CREDENTIAL = statement(
  'read-credential',
  `SELECT ${STORED}
   FROM company_credential
   WHERE company_id = $1`,
);

/** Whether nothing of the company may be sent, whatever credential it has. Served by the primary key. */
export const READ_PUT_AWAY = statement('read-put-away', `SELECT ${isPutAway('$1::uuid')} AS "isPutAway"`);

/**
 * How many companies' own credentials have which status, as `statusOf` says, but of companies that are put away. Reads
 * the table whole, as large as companies have their own.
 */
export const COUNT_CREDENTIALS = statement(
  'count-credentials',
  `SELECT ${statusOf('own', '$1::text[]', '$2::boolean')} AS status, count(*)::integer AS credentials
   FROM company_credential AS own
   WHERE NOT ${isPutAway('own.company_id')}
   GROUP BY 1`,
);

/**
 * Puts a credential in the place of what was there, notes who did it, and tells all replicas. It is not used before
 * Pleo was asked about it: by the request that sets it, or else by a sweep after `checkInMs`. A refresh that is
 * under way loses its claim: it must not write over what a person has set. Served by the primary key.
 */
export const SET_CREDENTIAL = namedStatement(
  'set-credential',
  {
    companyId: 'uuid',
    type: 'text',
    by: 'text',
    generation: 'uuid',
    keyId: 'text',
    apiKey: 'bytea',
    accessToken: 'bytea',
    refreshToken: 'bytea',
    expiresIn: 'float8',
    action: 'text',
    checkInMs: 'float8',
  },
  ({
    companyId,
    type,
    by,
    generation,
    keyId,
    apiKey,
    accessToken,
    refreshToken,
    expiresIn,
    action,
    checkInMs,
  }) => `WITH stored AS (
     INSERT INTO company_credential AS credential (
       company_id, type, created_at, updated_at, set_by, generation, key_id, api_key, access_token, refresh_token,
       access_ends_at, refresh_due_at, refreshed_at, verification, check_due_at
     )
     VALUES (
       ${companyId}, ${type}, statement_timestamp(), statement_timestamp(), ${by}, ${generation}, ${keyId},
       ${apiKey}, ${accessToken}, ${refreshToken},
       statement_timestamp() + ${expiresIn} * interval '1 second',
       statement_timestamp() + greatest(${expiresIn} - 60, ${expiresIn} / 2) * interval '1 second',
       CASE ${type} WHEN 'oauth' THEN statement_timestamp() END, 'pending',
       statement_timestamp() + ${checkInMs} * interval '1 millisecond'
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
         retry_at = NULL,
         verification = 'pending',
         verification_reason = NULL,
         client_id = NULL,
         scopes = NULL,
         pleo_company_id = NULL,
         checked_at = NULL,
         check_due_at = excluded.check_due_at,
         checks = 0,
         installation = NULL,
         installation_reason = NULL,
         installation_due_at = NULL,
         installation_tries = 0
     RETURNING credential.*
   ), noted AS (
     INSERT INTO credential_audit (company_id, id, action, type, at, by)
     SELECT company_id, gen_random_uuid(), ${action}, type, statement_timestamp(), ${by}
     FROM stored
   )
   SELECT ${STORED}, (SELECT pg_notify('credential', company_id::text))
   FROM stored`,
);

/** Removes the credential of a company, notes who did it, and tells all replicas. Served by primary keys. */
export const DELETE_CREDENTIAL = statement(
  'delete-credential',
  `WITH gone AS (
     DELETE FROM company_credential
     WHERE company_id = $1
     RETURNING *
   ), noted AS (
     INSERT INTO credential_audit (company_id, id, action, type, at, by)
     SELECT company_id, gen_random_uuid(), 'deleted', type, statement_timestamp(), $2
     FROM gone
   ), forgotten AS (
     ${forget('SELECT company_id::text FROM gone')}
   )
   SELECT ${STORED}, (SELECT pg_notify('credential', company_id::text))
   FROM gone`,
);

/**
 * Whose credential was set, or who was put away or taken back, within $1 seconds. Reads tables whole, as large as
 * companies have a credential of their own, or people said something of them.
 */
export const FIND_SET_WITHIN = statement(
  'find-set-within',
  `SELECT company_id AS "companyId"
   FROM company_credential
   WHERE updated_at > statement_timestamp() - $1 * interval '1 second'
   UNION
   SELECT id
   FROM company
   WHERE updated_at > statement_timestamp() - $1 * interval '1 second'`,
);
