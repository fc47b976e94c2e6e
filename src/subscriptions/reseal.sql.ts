import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';

/** The next subscriptions with a secret that another key than $1 sealed, in the order of the primary key. */
export const READ_SECRETS_SEALED_OTHERWISE = statement(
  'read-webhook-secrets-sealed-otherwise',
  `SELECT company_id AS "companyId", key_id AS "keyId", secret, previous_key_id AS "previousKeyId",
          previous_secret AS "previousSecret"
   FROM webhook_subscription
   WHERE (key_id <> $1 OR previous_key_id <> $1)
     AND company_id > $2
   ORDER BY company_id
   LIMIT $3`,
);

/** Puts the same secrets under another seal, unless they have changed meanwhile. Served by the primary key. */
export const RESEAL_WEBHOOK_SECRETS = namedStatement(
  'reseal-webhook-secrets',
  {
    companyId: 'uuid',
    secret: 'bytea',
    previousSecret: 'bytea',
    newKeyId: 'text',
    newSecret: 'bytea',
    newPreviousSecret: 'bytea',
  },
  ({
    companyId,
    secret,
    previousSecret,
    newKeyId,
    newSecret,
    newPreviousSecret,
  }) => `UPDATE webhook_subscription
   SET key_id = ${newKeyId},
       secret = ${newSecret},
       previous_key_id = CASE WHEN ${newPreviousSecret} IS NOT NULL THEN ${newKeyId} END,
       previous_secret = ${newPreviousSecret}
   WHERE company_id = ${companyId}
     AND secret = ${secret}
     AND previous_secret IS NOT DISTINCT FROM ${previousSecret}
   RETURNING company_id`,
);
