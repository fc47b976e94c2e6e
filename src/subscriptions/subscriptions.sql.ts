import { noteAct } from '../credentials/credential-audit.sql.js';
import { statusOf } from '../credentials/stored-credential.sql.js';
import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { isPutAway } from '../queue/put-away.sql.js';
import { isFree } from './subscription-lease.sql.js';

/** For how long the secret before is good as well, at least. */
const OVERLAP = `interval '1 hour'`;

/** Columns as `StoredSubscription` names them. */
const STORED = `
  company_id AS "companyId", status, reason, subscription_id AS "subscriptionId",
  key_id AS "keyId", secret, secret_since AS "secretSince",
  previous_id AS "previousId", previous_key_id AS "previousKeyId", previous_secret AS "previousSecret",
  previous_until AS "previousUntil", rotation_asked_at AS "rotationAskedAt",
  checked_at AS "checkedAt", created_at AS "createdAt",
  coalesce(
    previous_until <= statement_timestamp() OR previous_until > statement_timestamp() + interval '2 hours', false
  ) AS "isOverlapOver"`;

const IS_FREE = isFree('subscription');

/** The subscription of a company, if it was ever looked after. Served by the primary key. */
export const READ_SUBSCRIPTION = statement(
  'read-subscription',
  `SELECT ${STORED}
   FROM webhook_subscription
   WHERE company_id = $1`,
);

/**
 * Claims companies whose subscription is to be looked after, for `leaseMs` and by putting the next turn off: 30 s, 1
 * min, … 1 h, up to a third less by `jitter`. After a crash with a claim the next turn takes it. Those are meant
 * that have a credential of their own that can be used, are not put away, and are due, or whose credential was set
 * since the last turn. Secrets that none of the keys `keyIds` sealed are left to other replicas. `wantsRotation`: the
 * secret is to be replaced, by a person's wish or because it is `maxAgeDays` old (0: never). Reads two tables whole, as
 * large as companies have their own.
 */
export const CLAIM_SUBSCRIPTIONS = namedStatement(
  'claim-subscriptions',
  {
    keyIds: 'text[]',
    isDemanded: 'boolean',
    claim: 'uuid',
    leaseMs: 'float8',
    jitter: 'float8',
    maxAgeDays: 'integer',
    limit: 'integer',
  },
  ({ keyIds, isDemanded, claim, leaseMs, jitter, maxAgeDays, limit }) => `WITH due AS (
     SELECT credential.company_id
     FROM company_credential AS credential
     LEFT JOIN webhook_subscription AS subscription ON subscription.company_id = credential.company_id
     WHERE ${statusOf('credential', keyIds, isDemanded)} = 'active'
       AND NOT ${isPutAway('credential.company_id')}
       AND coalesce(subscription.key_id = ANY (${keyIds}), true)
       AND coalesce(subscription.previous_key_id = ANY (${keyIds}), true)
       AND (
         subscription.company_id IS NULL
         OR ${IS_FREE} AND (
           subscription.due_at <= statement_timestamp()
           OR subscription.due_at > statement_timestamp() + interval '2 days'
           OR subscription.looked_at < credential.updated_at
         )
       )
     ORDER BY subscription.due_at NULLS FIRST, credential.company_id
     LIMIT ${limit}
   )
   INSERT INTO webhook_subscription AS subscription (company_id, tries, due_at, claim, taken_until)
   SELECT company_id, 1, statement_timestamp() + 30 * ${jitter} * interval '1 second', ${claim},
          statement_timestamp() + ${leaseMs} * interval '1 millisecond'
   FROM due
   ORDER BY company_id
   ON CONFLICT (company_id) DO UPDATE
     SET status = CASE
           WHEN subscription.status <> 'removing' THEN subscription.status
           WHEN subscription.secret IS NULL THEN 'pending'
           ELSE 'active'
         END,
         tries = subscription.tries + 1,
         due_at = statement_timestamp()
           + least(3600, 30 * power(2, least(subscription.tries, 10))) * ${jitter} * interval '1 second',
         looked_at = statement_timestamp(),
         claim = excluded.claim,
         taken_until = excluded.taken_until
     WHERE ${IS_FREE}
   RETURNING ${STORED},
     rotation_asked_at IS NOT NULL
       OR coalesce(
         ${maxAgeDays} > 0 AND secret_since < statement_timestamp() - ${maxAgeDays} * interval '1 day', false
       ) AS "wantsRotation"`,
);

/**
 * Keeps the claim for `leaseMs` more, unless another replica has it or the subscription is being removed. Served by the
 * primary key, as all that follow.
 */
export const RENEW_SUBSCRIPTION = namedStatement(
  'renew-subscription',
  { companyId: 'uuid', claim: 'uuid', leaseMs: 'float8' },
  ({ companyId, claim, leaseMs }) => `UPDATE webhook_subscription
   SET taken_until = statement_timestamp() + ${leaseMs} * interval '1 millisecond'
   WHERE company_id = ${companyId}
     AND claim = ${claim}
     AND status <> 'removing'
   RETURNING company_id`,
);

/** Notes that Pleo has the subscription no more. Its secret stays until there is another one. */
export const NOTE_SUBSCRIPTION_LOST = namedStatement(
  'note-subscription-lost',
  { companyId: 'uuid', claim: 'uuid', reason: 'text' },
  ({ companyId, claim, reason }) => `WITH lost AS (
     UPDATE webhook_subscription
     SET status = 'lost',
         reason = ${reason}
     WHERE company_id = ${companyId}
       AND claim = ${claim}
       AND status <> 'removing'
     RETURNING company_id AS id, subscription_id
   ), noted AS (
     ${noteAct('subscription_lost', 'lost', 'NULL', 'subscription_id')}
   )
   SELECT id
   FROM lost`,
);

/**
 * Keeps another subscription with its secret. The one that was kept becomes the one before, whose secret is good until
 * it is removed at Pleo, an hour later at the earliest; so both are good whatever happens in between.
 */
export const KEEP_SUBSCRIPTION = namedStatement(
  'keep-subscription',
  { companyId: 'uuid', claim: 'uuid', subscriptionId: 'text', keyId: 'text', secret: 'bytea' },
  ({ companyId, claim, subscriptionId, keyId, secret }) => {
    const previous = (column: string, was: string) => `${column} = CASE
           WHEN secret IS NOT NULL AND subscription_id <> ${subscriptionId} THEN ${was}
           WHEN previous_id <> ${subscriptionId} THEN ${column}
         END`;
    return `WITH kept AS (
     UPDATE webhook_subscription
     SET status = 'active',
         reason = NULL,
         subscription_id = ${subscriptionId},
         key_id = ${keyId},
         secret = ${secret},
         secret_since = statement_timestamp(),
         ${previous('previous_id', 'subscription_id')},
         ${previous('previous_key_id', 'key_id')},
         ${previous('previous_secret', 'secret')},
         ${previous('previous_until', `statement_timestamp() + ${OVERLAP}`)},
         rotation_asked_at = NULL,
         checked_at = statement_timestamp()
     WHERE company_id = ${companyId}
       AND claim = ${claim}
       AND status <> 'removing'
     RETURNING *
   ), subscribed AS (
     SELECT company_id AS id, subscription_id
     FROM kept
   ), noted AS (
     ${noteAct('subscribed', 'subscribed', 'NULL', 'subscription_id')}
   )
   SELECT ${STORED}
   FROM kept`;
  },
);

/** Forgets the subscription before, and its secret: it is gone at Pleo. */
export const FORGET_PREVIOUS = namedStatement(
  'forget-previous-subscription',
  { companyId: 'uuid', claim: 'uuid' },
  ({ companyId, claim }) => `UPDATE webhook_subscription
   SET previous_id = NULL,
       previous_key_id = NULL,
       previous_secret = NULL,
       previous_until = NULL
   WHERE company_id = ${companyId}
     AND claim = ${claim}
   RETURNING company_id`,
);

/** Ends a turn in which all was seen to: the next one is `waitMs` later. */
export const SETTLE_SUBSCRIPTION = namedStatement(
  'settle-subscription',
  { companyId: 'uuid', claim: 'uuid', waitMs: 'float8' },
  ({ companyId, claim, waitMs }) => `UPDATE webhook_subscription
   SET status = 'active',
       reason = NULL,
       checked_at = statement_timestamp(),
       tries = 0,
       due_at = statement_timestamp() + ${waitMs} * interval '1 millisecond',
       claim = NULL,
       taken_until = NULL
   WHERE company_id = ${companyId}
     AND claim = ${claim}
     AND status <> 'removing'
   RETURNING company_id`,
);

/**
 * Ends a turn that Pleo did not let come to an end, with the reason. The next one is when the claim has put it,
 * `waitMs` later at least; where Pleo refuses it, an hour to a day later. A lost subscription stays lost.
 */
export const FAIL_SUBSCRIPTION = namedStatement(
  'fail-subscription',
  { companyId: 'uuid', claim: 'uuid', isRefused: 'boolean', reason: 'text', waitMs: 'float8' },
  ({ companyId, claim, isRefused, reason, waitMs }) => `UPDATE webhook_subscription
   SET status = CASE WHEN ${isRefused} AND status <> 'lost' THEN 'refused' ELSE status END,
       reason = ${reason},
       due_at = greatest(
         due_at,
         statement_timestamp() + ${waitMs} * interval '1 millisecond',
         CASE
           WHEN ${isRefused}
           THEN statement_timestamp() + least(86400, 3600 * power(2, least(greatest(tries - 1, 0), 10))) * interval '1 second'
         END
       ),
       claim = NULL,
       taken_until = NULL
   WHERE company_id = ${companyId}
     AND claim = ${claim}
     AND status <> 'removing'
   RETURNING company_id`,
);

/** Gives a claim back that nothing came of. */
export const RELEASE_SUBSCRIPTION = statement(
  'release-subscription',
  `UPDATE webhook_subscription
   SET claim = NULL,
       taken_until = NULL
   WHERE company_id = $1
     AND claim = $2`,
);

/** A person wants another secret, by a second subscription; noted once, until it is there. */
export const ASK_ROTATION = namedStatement(
  'ask-subscription-rotation',
  { companyId: 'uuid', by: 'text' },
  ({ companyId, by }) => `WITH asked AS (
     UPDATE webhook_subscription
     SET rotation_asked_at = statement_timestamp(),
         due_at = statement_timestamp()
     WHERE company_id = ${companyId}
       AND status IN ('active', 'lost')
       AND rotation_asked_at IS NULL
       AND previous_id IS NULL
     RETURNING company_id AS id
   ), noted AS (
     ${noteAct('rotation_asked', 'asked', by)}
   )
   SELECT id
   FROM asked`,
);

/** How many subscriptions there are of each status, of companies that are not put away. Reads the table whole. */
export const COUNT_SUBSCRIPTIONS = statement(
  'count-subscriptions',
  `SELECT status, count(*)::integer AS count
   FROM webhook_subscription
   WHERE NOT ${isPutAway('company_id')}
   GROUP BY status`,
);
