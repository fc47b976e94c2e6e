import { noteAct } from '../credentials/credential-audit.sql.js';
import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { isFree } from './subscription-lease.sql.js';

/** An assignment of columns: no secret is kept any more. */
const NO_SECRETS = `key_id = NULL,
       secret = NULL,
       secret_since = NULL,
       previous_id = NULL,
       previous_key_id = NULL,
       previous_secret = NULL,
       previous_until = NULL,
       rotation_asked_at = NULL`;

/**
 * Says that the subscription of a company is to be removed: the holder of the claim releases it before its next
 * request. `isNew`: also where it was never looked after, so nobody begins to. Served by the primary key, as all
 * here but FORGET_REMOVED.
 */
export const ASK_REMOVAL = namedStatement(
  'ask-subscription-removal',
  { companyId: 'uuid', isNew: 'boolean' },
  ({ companyId, isNew }) => `WITH known AS (
     UPDATE webhook_subscription
     SET status = 'removing',
         reason = NULL
     WHERE company_id = ${companyId}
     RETURNING company_id
   ), made AS (
     INSERT INTO webhook_subscription (company_id, status)
     SELECT ${companyId}, 'removing'
     WHERE ${isNew}
       AND NOT EXISTS (SELECT FROM known)
     ON CONFLICT (company_id) DO UPDATE SET status = 'removing', reason = NULL
     RETURNING company_id
   )
   SELECT company_id FROM known UNION SELECT company_id FROM made`,
);

/** Claims what is to be removed, once nobody else has it. */
export const CLAIM_REMOVAL = namedStatement(
  'claim-subscription-removal',
  { companyId: 'uuid', claim: 'uuid', leaseMs: 'float8' },
  ({ companyId, claim, leaseMs }) => `UPDATE webhook_subscription
   SET claim = ${claim},
       taken_until = statement_timestamp() + ${leaseMs} * interval '1 millisecond'
   WHERE company_id = ${companyId}
     AND status = 'removing'
     AND ${isFree('webhook_subscription')}
   RETURNING subscription_id AS "subscriptionId"`,
);

/** Notes that nothing of it is at Pleo any more. */
export const NOTE_REMOVED = namedStatement(
  'note-subscription-removed',
  { companyId: 'uuid', claim: 'uuid' },
  ({ companyId, claim }) => `WITH before AS (
     SELECT company_id AS id, subscription_id
     FROM webhook_subscription
     WHERE company_id = ${companyId}
       AND claim = ${claim}
       AND status = 'removing'
     FOR UPDATE
   ), noted AS (
     ${noteAct('subscription_removed', '(SELECT * FROM before WHERE subscription_id IS NOT NULL) AS removed', 'NULL', 'subscription_id')}
   )
   UPDATE webhook_subscription
   SET subscription_id = NULL,
       ${NO_SECRETS}
   FROM before
   WHERE company_id = before.id
   RETURNING company_id`,
);

/**
 * After the credential was deleted. Without a reason nothing is left; with one it may be there at Pleo: its secrets are
 * forgotten, and the row says what is left. Changes nothing where there is a credential again.
 */
export const END_REMOVAL = namedStatement(
  'end-subscription-removal',
  { companyId: 'uuid', reason: 'text' },
  ({ companyId, reason }) => `WITH ended AS (
     SELECT company_id AS id, subscription_id
     FROM webhook_subscription
     WHERE company_id = ${companyId}
       AND status = 'removing'
       AND NOT EXISTS (SELECT FROM company_credential WHERE company_id = ${companyId})
     FOR UPDATE
   ), gone AS (
     DELETE FROM webhook_subscription
     USING ended
     WHERE company_id = ended.id
       AND ${reason} IS NULL
   ), noted AS (
     ${noteAct('subscription_left_over', `(SELECT * FROM ended WHERE ${reason} IS NOT NULL) AS left_over`, 'NULL', 'subscription_id')}
   )
   UPDATE webhook_subscription
   SET reason = ${reason},
       ${NO_SECRETS},
       claim = NULL,
       taken_until = NULL
   FROM ended
   WHERE company_id = ended.id
     AND ${reason} IS NOT NULL`,
);

/**
 * Deletes rows of which nothing is left at Pleo, whose credential was deleted by a replica that was killed then. Reads
 * the table whole, as large as companies have a credential of their own.
 */
export const FORGET_REMOVED = statement(
  'forget-removed-subscriptions',
  `DELETE FROM webhook_subscription
   WHERE status = 'removing'
     AND subscription_id IS NULL
     AND reason IS NULL
     AND ${isFree('webhook_subscription')}
     AND NOT EXISTS (
       SELECT FROM company_credential WHERE company_credential.company_id = webhook_subscription.company_id
     )`,
);
