import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';

/** Notes that a person is sent to Pleo, and who began it; `expiresIn` is in seconds. */
export const START_CONSENT = namedStatement(
  'start-consent',
  {
    stateHash: 'bytea',
    companyId: 'uuid',
    keyId: 'text',
    codeVerifier: 'bytea',
    by: 'text',
    expiresIn: 'float8',
  },
  ({ stateHash, companyId, keyId, codeVerifier, by, expiresIn }) => `WITH noted AS (
     INSERT INTO credential_audit (company_id, id, action, type, at, by)
     VALUES (${companyId}, gen_random_uuid(), 'consent_started', 'oauth', statement_timestamp(), ${by})
   )
   INSERT INTO credential_consent (state_hash, company_id, key_id, code_verifier, started_by, expires_at)
   VALUES (${stateHash}, ${companyId}, ${keyId}, ${codeVerifier}, ${by},
           statement_timestamp() + ${expiresIn} * interval '1 second')
   RETURNING expires_at AS "expiresAt"`,
);

/**
 * Takes a consent out, so it is answered once. A consent that was sealed with another key than $2 stays for a
 * replica that has that key. Served by the primary key.
 */
export const TAKE_CONSENT = statement(
  'take-consent',
  `DELETE FROM credential_consent
   WHERE state_hash = $1
     AND key_id = ANY ($2::text[])
   RETURNING company_id AS "companyId", key_id AS "keyId", code_verifier AS "codeVerifier",
     started_by AS "startedBy", expires_at > statement_timestamp() AS "isAlive"`,
);

/** Deletes consents that nobody came back from. Served by credential_consent_expires_at_idx. */
export const DELETE_OLD_CONSENTS = statement(
  'delete-old-consents',
  `DELETE FROM credential_consent
   WHERE expires_at < statement_timestamp()`,
);
