import { IS_STEADY, STEADY_SINCE } from '../clock/relay-clock.sql.js';
import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { reason as shortened, tell } from '../notices/tell.sql.js';
import { isPutAway } from '../queue/put-away.sql.js';
import { MAY_RETRY } from './stored-credential.sql.js';

/**
 * Claims the refresh token of one generation. No row while another replica holds the claim, or too soon after a fault.
 * After a claim that was never released it is unknown whether the token was used. It is used again only when nothing
 * can be lost, because the access token has ended or was refused (`isRefused`), and when the claim has certainly ended:
 * its holder may have new tokens that it could not write while the database was away, or the database's clock may have
 * been set. Skips rows sealed with a key that is not among `keyIds`. Served by the primary key.
 */
export const CLAIM_REFRESH = namedStatement(
  'claim-refresh',
  {
    companyId: 'uuid',
    generation: 'uuid',
    claim: 'uuid',
    leaseMs: 'float8',
    isRefused: 'boolean',
    keyIds: 'text[]',
  },
  ({ companyId, generation, claim, leaseMs, isRefused, keyIds }) => `UPDATE company_credential
   SET refresh_claim = ${claim},
       refreshing_until = statement_timestamp() + ${leaseMs} * interval '1 millisecond'
   WHERE company_id = ${companyId}
     AND generation = ${generation}
     AND type = 'oauth'
     AND status = 'active'
     AND key_id = ANY (${keyIds})
     AND ${MAY_RETRY}
     AND (
       refreshing_until IS NULL
       OR (
         (
           refreshing_until <= statement_timestamp()
           OR refreshing_until > statement_timestamp() + (${leaseMs} + 5000) * interval '1 millisecond'
         )
         AND (${isRefused} OR access_ends_at <= statement_timestamp())
         AND coalesce(
           ${IS_STEADY} AND ${STEADY_SINCE} <= statement_timestamp() - ${leaseMs} * interval '1 millisecond',
           true
         )
       )
     )
   RETURNING key_id AS "keyId", refresh_token AS "refreshToken"`,
);

/** Writes the tokens that a refresh brought, if the claim still holds, and tells all replicas. By the primary key. */
export const ROTATE_TOKENS = namedStatement(
  'rotate-tokens',
  {
    companyId: 'uuid',
    claim: 'uuid',
    generation: 'uuid',
    keyId: 'text',
    accessToken: 'bytea',
    refreshToken: 'bytea',
    expiresIn: 'float8',
  },
  ({ companyId, claim, generation, keyId, accessToken, refreshToken, expiresIn }) => `WITH rotated AS (
     UPDATE company_credential
     SET generation = ${generation},
         key_id = ${keyId},
         access_token = ${accessToken},
         refresh_token = ${refreshToken},
         access_ends_at = statement_timestamp() + ${expiresIn} * interval '1 second',
         refresh_due_at = statement_timestamp() + greatest(${expiresIn} - 60, ${expiresIn} / 2) * interval '1 second',
         refreshed_at = statement_timestamp(),
         refresh_claim = NULL,
         refreshing_until = NULL,
         refresh_faults = 0,
         retry_at = NULL
     WHERE company_id = ${companyId}
       AND refresh_claim = ${claim}
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
export const RETRY_REFRESH_LATER = statement(
  'retry-refresh-later',
  `UPDATE company_credential
   SET ${PUT_OFF},
       refresh_claim = NULL,
       refreshing_until = NULL
   WHERE company_id = $1
     AND refresh_claim = $2`,
);

/** Releases a claim whose refresh token was not opened, for a replica that has the key. Served by the primary key. */
export const RELEASE_REFRESH = statement(
  'release-refresh',
  `UPDATE company_credential
   SET refresh_claim = NULL,
       refreshing_until = NULL
   WHERE company_id = $1
     AND refresh_claim = $2`,
);

/** Nobody knows whether the refresh token was used: the claim stays behind. Served by the primary key. */
export const ABANDON_REFRESH = statement(
  'abandon-refresh',
  `UPDATE company_credential
   SET ${PUT_OFF},
       refreshing_until = statement_timestamp(),
       refresh_due_at = access_ends_at
   WHERE company_id = $1
     AND refresh_claim = $2`,
);

/**
 * The refresh token is dead: nothing is tried until the company gives a new consent. The integrator gets a notice where
 * it wants to be (`isTold`), but not of a company that left. Served by the primary key.
 */
export const NEED_CONSENT = namedStatement(
  'need-consent',
  { companyId: 'uuid', claim: 'uuid', reason: 'text', generation: 'uuid', isTold: 'boolean' },
  ({ companyId, claim, reason, generation, isTold }) => `WITH stopped AS (
     UPDATE company_credential
     SET status = 'consent_needed',
         reason = ${reason},
         updated_at = statement_timestamp(),
         generation = ${generation},
         refresh_claim = NULL,
         refreshing_until = NULL,
         retry_at = NULL
     WHERE company_id = ${companyId}
       AND refresh_claim = ${claim}
     RETURNING company_id, type, status, reason
   ), noted AS (
     INSERT INTO credential_audit (company_id, id, action, type, at)
     SELECT company_id, gen_random_uuid(), 'consent_needed', type, statement_timestamp()
     FROM stopped
   ), told AS (
     ${tell(
       'company.consent_needed',
       `SELECT company_id AS subject,
              jsonb_build_object(
                'companyId', company_id,
                'credentialType', type,
                'status', status,
                'reason', ${shortened('reason')}
              ) AS data
       FROM stopped
       WHERE NOT ${isPutAway('company_id')}`,
       isTold,
     )}
   )
   SELECT company_id, (SELECT pg_notify('credential', company_id::text))
   FROM stopped`,
);

/**
 * Refresh tokens that nobody used for `days` and that may be used, oldest first; those of no use are left to die. By
 * company_credential_refreshed_at_idx.
 */
export const FIND_IDLE = namedStatement(
  'find-idle-credentials',
  { days: 'float8', limit: 'integer', keyIds: 'text[]' },
  ({ days, limit, keyIds }) => `SELECT company_id AS "companyId", generation
   FROM company_credential
   WHERE type = 'oauth'
     AND status = 'active'
     AND key_id = ANY (${keyIds})
     AND verification NOT IN ('wrong_company', 'missing_scopes')
     AND refreshed_at < statement_timestamp() - ${days} * interval '1 day'
     AND ${MAY_RETRY}
     AND (
       refreshing_until IS NULL
       OR (refreshing_until <= statement_timestamp() AND access_ends_at <= statement_timestamp())
     )
   ORDER BY refreshed_at
   LIMIT ${limit}`,
);
