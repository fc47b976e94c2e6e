import { namedStatement } from '../database/named-statement.js';
import { reason as shortened, tell } from '../notices/tell.sql.js';
import { resume } from '../queue/circuit.sql.js';
import { makeDue } from '../queue/moves.sql.js';
import { isPutAway } from '../queue/put-away.sql.js';
import { IS_STALE, STORED } from './stored-credential.sql.js';

/**
 * Claims credentials that Pleo is to be asked about, the longest due first, by putting the next try off: 30 s, 1 min,
 * … 1 h, up to a third less by `jitter`. After a crash with a claim the next try takes it. Skips rows that are
 * claimed right now, and those sealed with a key that is not among `keyIds`. A try further ahead than any is that of a
 * clock that was ahead. Reads the table whole, as large as companies have their own.
 */
export const CLAIM_CHECKS = namedStatement(
  'claim-credential-checks',
  { keyIds: 'text[]', jitter: 'float8', limit: 'integer' },
  ({ keyIds, jitter, limit }) => `WITH due AS (
     SELECT company_id
     FROM company_credential
     WHERE status = 'active'
       AND key_id = ANY (${keyIds})
       AND (
         check_due_at <= statement_timestamp()
         OR check_due_at > statement_timestamp() + interval '2 hours'
         OR ${IS_STALE}
       )
     ORDER BY check_due_at
     LIMIT ${limit}
     FOR UPDATE SKIP LOCKED
   )
   UPDATE company_credential
   SET verification = CASE WHEN ${IS_STALE} THEN 'unverified' ELSE verification END,
       checked_at = CASE WHEN NOT ${IS_STALE} THEN checked_at END,
       checks = checks + 1,
       check_due_at = statement_timestamp()
         + least(3600, 30 * power(2, least(checks, 10))) * ${jitter} * interval '1 second'
   WHERE company_id IN (SELECT company_id FROM due)
   RETURNING ${STORED}`,
);

/**
 * Writes what Pleo said of the credential of one generation, unless it has changed meanwhile; a change of the verdict
 * is noted, and told to all replicas under a new generation, so no older copy is used. Where it can be used now,
 * deliveries that waited go on. The integrator gets a notice where it wants to be (`isTold`): that the company is
 * connected, once the credential can be used and could not before, or that another one is needed. What could not be
 * verified is used unless that is demanded (`isDemanded`). Served by primary keys and outbox_credential_due_at_idx.
 */
export const SETTLE_CHECK = namedStatement(
  'settle-credential-check',
  {
    companyId: 'uuid',
    generation: 'uuid',
    newGeneration: 'uuid',
    verification: 'text',
    reason: 'text',
    clientId: 'text',
    scopes: 'text[]',
    pleoCompanyId: 'uuid',
    waitMs: 'float8',
    isDemanded: 'boolean',
    isTold: 'boolean',
  },
  ({
    companyId,
    generation,
    newGeneration,
    verification,
    reason,
    clientId,
    scopes,
    pleoCompanyId,
    waitMs,
    isDemanded,
    isTold,
  }) => `WITH asked AS (
     SELECT company_id, verification AS before
     FROM company_credential
     WHERE company_id = ${companyId}
       AND generation = ${generation}
       AND status = 'active'
     FOR UPDATE
   ), settled AS (
     UPDATE company_credential AS credential
     SET verification = ${verification},
         verification_reason = ${reason},
         client_id = ${clientId},
         scopes = ${scopes},
         pleo_company_id = ${pleoCompanyId},
         checked_at = greatest(statement_timestamp(), updated_at),
         checks = CASE WHEN ${verification} = 'unverified' THEN greatest(checks, 1) ELSE 0 END,
         check_due_at = CASE ${verification}
           WHEN 'unverified'
           THEN greatest(check_due_at, statement_timestamp() + greatest(30000, ${waitMs}) * interval '1 millisecond')
         END,
         installation = CASE WHEN asked.before = ${verification} THEN installation END,
         installation_due_at = CASE WHEN asked.before = ${verification} THEN installation_due_at END,
         generation = CASE WHEN asked.before = ${verification} THEN generation ELSE ${newGeneration} END
     FROM asked
     WHERE credential.company_id = asked.company_id
     RETURNING credential.*, asked.before, asked.before <> ${verification} AS is_other
   ), noted AS (
     INSERT INTO credential_audit (company_id, id, action, type, at)
     SELECT company_id, gen_random_uuid(), verification, type, statement_timestamp()
     FROM settled
     WHERE is_other
       AND verification <> 'unverified'
   ), connected AS (
     ${tell(
       'company.connected',
       `SELECT company_id AS subject,
              jsonb_build_object('companyId', company_id, 'credentialType', type, 'verification', verification) AS data
       FROM settled
       WHERE ${isUsable('verification', isDemanded)}
         AND NOT ${isUsable('before', isDemanded)}`,
       isTold,
     )}
   ), needed AS (
     ${tell(
       'company.consent_needed',
       `SELECT company_id AS subject,
              jsonb_build_object(
                'companyId', company_id,
                'credentialType', type,
                'status', verification,
                'reason', ${shortened('verification_reason')}
              ) AS data
       FROM settled
       WHERE is_other
         AND verification IN ('wrong_company', 'missing_scopes')
         AND NOT ${isPutAway('company_id')}`,
       isTold,
     )}
   ), resumed AS (
     ${resume('SELECT company_id::text FROM settled WHERE is_other')}
   ), due AS (
     ${makeDue('SELECT company_id::text FROM settled WHERE is_other')}
   )
   SELECT ${STORED}, is_other AS "isOther",
          CASE WHEN is_other THEN pg_notify('credential', company_id::text) END,
          CASE WHEN is_other THEN pg_notify('outbox', '') END
   FROM settled`,
);

/** Whether a credential with this verdict is used. */
function isUsable(verification: string, isDemanded: string): string {
  return `(${verification} = 'verified' OR (${verification} = 'unverified' AND NOT ${isDemanded}))`;
}
