import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { STORED } from './stored-credential.sql.js';

/**
 * How many credentials are sealed with keys other than these. Reads the table whole: at the start, and when resealing.
 */
export const COUNT_SEALED_OTHERWISE = statement(
  'count-sealed-otherwise',
  `SELECT key_id AS "keyId", count(*)::integer AS count
   FROM company_credential
   WHERE key_id <> ALL ($1::text[])
   GROUP BY key_id
   ORDER BY key_id`,
);

/** The next credentials that another key than $1 sealed, in the order of the primary key. */
export const READ_SEALED_OTHERWISE = statement(
  'read-sealed-otherwise',
  `SELECT ${STORED}
   FROM company_credential
   WHERE key_id <> $1
     AND company_id > $2
   ORDER BY company_id
   LIMIT $3`,
);

/** Puts the same secrets under another seal, unless the row has changed meanwhile. Served by the primary key. */
export const RESEAL = namedStatement(
  'reseal-credential',
  {
    companyId: 'uuid',
    generation: 'uuid',
    keyId: 'text',
    newKeyId: 'text',
    apiKey: 'bytea',
    accessToken: 'bytea',
    refreshToken: 'bytea',
  },
  ({
    companyId,
    generation,
    keyId,
    newKeyId,
    apiKey,
    accessToken,
    refreshToken,
  }) => `UPDATE company_credential
   SET key_id = ${newKeyId},
       api_key = ${apiKey},
       access_token = ${accessToken},
       refresh_token = ${refreshToken}
   WHERE company_id = ${companyId}
     AND generation = ${generation}
     AND key_id = ${keyId}
   RETURNING company_id`,
);
