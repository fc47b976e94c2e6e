import { namedStatement } from '../database/named-statement.js';
import { isPutAway } from '../queue/put-away.sql.js';
import { IS_STALE, STORED } from './stored-credential.sql.js';

/** A credential that the relay must not use, and that Pleo still takes: enough to tell Pleo of it. */
const IS_REPORTABLE = `(
         (status = 'active' AND verification = 'missing_scopes' AND NOT ${IS_STALE})
         OR (status = 'consent_needed' AND verification = 'verified' AND access_ends_at > statement_timestamp())
       )`;

/**
 * Claims credentials whose installation is to be seen to, by putting the next try off as CLAIM_CHECKS does: verified
 * ones that are not known to be active, and those whose error Pleo was not told. Reads the table whole, as large as
 * companies have their own.
 */
export const CLAIM_INSTALLATIONS = namedStatement(
  'claim-installations',
  { keyIds: 'text[]', jitter: 'float8', limit: 'integer' },
  ({ keyIds, jitter, limit }) => `WITH due AS (
     SELECT company_id
     FROM company_credential
     WHERE (
         (status = 'active' AND verification = 'verified' AND NOT ${IS_STALE} AND installation IS DISTINCT FROM 'active')
         OR (${IS_REPORTABLE} AND installation IS DISTINCT FROM 'error')
       )
       AND key_id = ANY (${keyIds})
       AND NOT ${isPutAway('company_id')}
       AND (
         installation_due_at IS NULL
         OR installation_due_at <= statement_timestamp()
         OR installation_due_at > statement_timestamp() + interval '2 hours'
       )
     ORDER BY installation_due_at NULLS FIRST
     LIMIT ${limit}
     FOR UPDATE SKIP LOCKED
   )
   UPDATE company_credential
   SET installation_tries = installation_tries + 1,
       installation_due_at = statement_timestamp()
         + least(3600, 30 * power(2, least(installation_tries, 10))) * ${jitter} * interval '1 second'
   WHERE company_id IN (SELECT company_id FROM due)
   RETURNING ${STORED}`,
);

/**
 * Writes how the installation stands, unless the credential was set again since it was read, or its status is another
 * one now: a renewal of its tokens is no matter. Served by the primary key.
 */
export const SETTLE_INSTALLATION = namedStatement(
  'settle-installation',
  { companyId: 'uuid', updatedAt: 'timestamptz', installation: 'text', reason: 'text' },
  ({ companyId, updatedAt, installation, reason }) => `UPDATE company_credential
   SET installation = ${installation},
       installation_reason = ${reason},
       installation_tries = CASE ${installation} WHEN 'active' THEN 0 ELSE installation_tries END,
       installation_due_at = CASE ${installation} WHEN 'active' THEN NULL ELSE installation_due_at END
   WHERE company_id = ${companyId}
     AND updated_at = ${updatedAt}
     AND (${installation} = 'error') = (status <> 'active' OR verification = 'missing_scopes')
   RETURNING company_id`,
);
