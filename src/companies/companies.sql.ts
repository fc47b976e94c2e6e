import { statusOf } from '../credentials/stored-credential.sql.js';
import { namedStatement } from '../database/named-statement.js';
import { statement } from '../database/statement.js';
import { DEFAULT_CREDENTIAL } from '../queue/credential-queue.js';
import { IN_FORCE, isBeingTried, triedAgainAt } from '../queue/circuit.sql.js';
import { EVERYBODY, isInForce } from '../queue/hand-pause.sql.js';

/** Undelivered messages of all companies among which those of a page are counted: takes a tenth of a second. */
const MAX_COUNTED = 100_000;

/** Jobs of a company among which its last delivery is looked for, the newest ones. */
const NEWEST_JOBS = 20;

/** The first company behind `after`: with a row of its own, a credential, or a job. Three steps, one in each index. */
const next = (after: string) => `least(
       (SELECT id FROM company WHERE id > ${after} ORDER BY id LIMIT 1),
       (SELECT company_id FROM company_credential WHERE company_id > ${after} ORDER BY company_id LIMIT 1),
       (
         SELECT company_id
         FROM export_job
         WHERE company_id > ${after}
         ORDER BY company_id, created_at, id
         LIMIT 1
       )
     )`;

/** Where a company of the relation `known` (id) stands in people's words; the first that holds. */
const stateOf = (keyIds: string, isDemanded: string) => `CASE
            WHEN company.put_away_at IS NOT NULL THEN 'put_away'
            WHEN own.company_id IS NULL AND by_hand.whose <> '${EVERYBODY}' THEN 'paused'
            WHEN own.company_id IS NULL THEN 'no_credential'
            WHEN own.status = 'consent_needed' THEN 'needs_consent'
            WHEN ${statusOf('own', keyIds, isDemanded)} <> 'active' THEN 'wrong'
            WHEN by_hand.whose IS NOT NULL OR circuit.pause IS NOT NULL THEN 'paused'
            ELSE 'connected'
          END`;

/** What is said of companies beside their jobs, by primary keys. A pause is none of a company that is put away. */
const STANDING = `LEFT JOIN company ON company.id = known.id
   LEFT JOIN company_credential AS own ON own.company_id = known.id
   LEFT JOIN delivery_circuit AS circuit
     ON circuit.credential = coalesce(own.company_id::text, '${DEFAULT_CREDENTIAL}')
     AND company.put_away_at IS NULL
     AND ${IN_FORCE}
   LEFT JOIN LATERAL (
     SELECT *
     FROM delivery_pause
     WHERE whose IN (known.id::text, '${EVERYBODY}')
       AND ${isInForce()}
     ORDER BY whose = '${EVERYBODY}'
     LIMIT 1
   ) AS by_hand ON company.put_away_at IS NULL`;

/**
 * Up to `limit` companies behind `after`, in the order of their ids, each with whether it is in the state `state` and
 * has `q` in its id or its note, as far as these are given. A skip scan: served by company_pkey,
 * company_credential_pkey and export_job_company_id_idx, of which it takes a step for each company, however many jobs
 * there are.
 */
export const FIND_COMPANIES = namedStatement(
  'find-companies',
  { after: 'uuid', limit: 'integer', state: 'text', q: 'text', keyIds: 'text[]', isDemanded: 'boolean' },
  ({ after, limit, state, q, keyIds, isDemanded }) => `WITH RECURSIVE step (id, place) AS (
     SELECT ${next(after)}, 1
     UNION ALL
     SELECT ${next('step.id')}, place + 1
     FROM step
     WHERE id IS NOT NULL
       AND place < ${limit}
   ), known AS MATERIALIZED (
     SELECT id
     FROM step
     WHERE id IS NOT NULL
   )
   SELECT known.id,
          (${state} IS NULL OR ${stateOf(keyIds, isDemanded)} = ${state})
            AND (
              ${q} IS NULL
              OR strpos(known.id::text, lower(${q})) > 0
              OR strpos(lower(company.note), lower(${q})) > 0
            ) IS TRUE AS "isMeant"
   FROM known
   ${STANDING}
   ORDER BY known.id`,
);

/**
 * What is known of the companies `ids`; of those of which nothing is known there is no row. Served by primary keys and
 * export_job_company_id_idx; the outbox is read once for all of them, as far as it is counted, and each job in it by
 * its primary key: costs what the page has and what waits, never the history. A job counts as `delivery.status` says.
 */
export const READ_COMPANIES = namedStatement(
  'read-companies',
  { ids: 'uuid[]', keyIds: 'text[]', isDemanded: 'boolean' },
  ({ ids, keyIds, isDemanded }) => `WITH backlog AS MATERIALIZED (
     SELECT company_id, count(*) FILTER (WHERE NOT is_dead)::integer AS waiting,
            count(*) FILTER (WHERE is_dead)::integer AS dead
     FROM (
       SELECT job.company_id,
              undelivered.is_dead
                OR coalesce((SELECT dead > 0 FROM item_tally WHERE job_id = undelivered.job_id), false) AS is_dead
       FROM (
         SELECT job_id, bool_or(dead) AS is_dead
         FROM (SELECT job_id, dead FROM outbox ORDER BY job_id LIMIT ${MAX_COUNTED}) AS message
         GROUP BY job_id
       ) AS undelivered
       CROSS JOIN LATERAL (SELECT company_id FROM export_job WHERE id = undelivered.job_id LIMIT 1) AS job
       WHERE job.company_id = ANY (${ids})
     ) AS job
     GROUP BY company_id
   )
   SELECT known.id, company.note, ${stateOf(keyIds, isDemanded)} AS state,
          own.type AS "credentialType", ${statusOf('own', keyIds, isDemanded)} AS "credentialStatus",
          (
            SELECT max(event.delivered_at)
            FROM (
              SELECT id
              FROM export_job
              WHERE company_id = known.id
              ORDER BY company_id DESC, created_at DESC, id DESC
              LIMIT ${NEWEST_JOBS}
            ) AS job
            JOIN export_job_event AS event ON event.job_id = job.id
          ) AS "lastDeliveredAt",
          coalesce(backlog.waiting, 0) AS waiting, coalesce(backlog.dead, 0) AS dead,
          subscription.status AS subscription,
          circuit.pause, circuit.reason AS "pauseReason",
          (${triedAgainAt('circuit')})::timestamptz(3) AS "pausedUntil",
          coalesce(${isBeingTried('circuit')}, false) AS "isBeingTried",
          by_hand.whose AS "byHandOf", by_hand.reason AS "byHandReason", by_hand.paused_by AS "byHandBy",
          by_hand.until::timestamptz(3) AS "byHandUntil",
          company.put_away_at AS "putAwayAt", company.put_away_by AS "putAwayBy",
          company.put_away_reason AS "putAwayReason", company.put_away_waiting AS "putAwayWaiting"
   FROM unnest(${ids}) AS known (id)
   ${STANDING}
   LEFT JOIN webhook_subscription AS subscription ON subscription.company_id = known.id
   LEFT JOIN backlog ON backlog.company_id = known.id
   WHERE company.id IS NOT NULL
      OR own.company_id IS NOT NULL
      OR (SELECT true FROM export_job WHERE company_id = known.id LIMIT 1)
   ORDER BY known.id`,
);

/** Companies that are put away and whose messages are discarded. Reads the table whole: people said so of each. */
export const FIND_DISCARDING = statement(
  'find-discarding',
  `SELECT id
   FROM company
   WHERE put_away_waiting = 'discard'`,
);

/**
 * The same of one company, which cannot be taken back before the transaction ends: who put it away, and why. Served by
 * the primary key.
 */
export const LOCK_DISCARDING = statement(
  'lock-discarding',
  `SELECT put_away_by AS by, put_away_reason AS reason
   FROM company
   WHERE id = $1
     AND put_away_waiting = 'discard'
   FOR SHARE`,
);
