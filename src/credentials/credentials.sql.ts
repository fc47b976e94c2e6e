import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { forget, resume } from '../queue/circuit.sql.js';
import { makeDue } from '../queue/moves.sql.js';
import { STORED } from './stored-credential.sql.js';

/** The credential of a company, if it has one. Served by the primary key. */
export const READ_CREDENTIAL = statement(
  'read-credential',
  `SELECT ${STORED}
   FROM company_credential
   WHERE company_id = $1`,
);

/**
 * Puts a credential in the place of what was there, notes who did it, and tells all replicas; deliveries that waited
 * for a better one go on. A refresh that is under way loses its claim: it must not write over what a person has set.
 * Served by primary keys and outbox_credential_due_at_idx.
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
  }) => `WITH stored AS (
     INSERT INTO company_credential AS credential (
       company_id, type, created_at, updated_at, set_by, generation, key_id, api_key, access_token, refresh_token,
       access_ends_at, refresh_due_at, refreshed_at
     )
     VALUES (
       ${companyId}, ${type}, statement_timestamp(), statement_timestamp(), ${by}, ${generation}, ${keyId},
       ${apiKey}, ${accessToken}, ${refreshToken},
       statement_timestamp() + ${expiresIn} * interval '1 second',
       statement_timestamp() + greatest(${expiresIn} - 60, ${expiresIn} / 2) * interval '1 second',
       CASE ${type} WHEN 'oauth' THEN statement_timestamp() END
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
     SELECT company_id, gen_random_uuid(), ${action}, type, statement_timestamp(), ${by}
     FROM stored
   ), resumed AS (
     ${resume('SELECT company_id::text FROM stored')}
   ), due AS (
     ${makeDue('SELECT company_id::text FROM stored')}
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

/** Whose credential was set within $1 seconds. Reads the table whole, as large as companies have their own. */
export const FIND_SET_WITHIN = statement(
  'find-set-within',
  `SELECT company_id AS "companyId"
   FROM company_credential
   WHERE updated_at > statement_timestamp() - $1 * interval '1 second'`,
);
