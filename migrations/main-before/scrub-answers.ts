import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pages of `delivery_attempt` in one transaction: some 16 MB, so that none is long and no lock is held for long. */
const PAGES = 2000;

/**
 * Takes out of stored answers the text of others: an early main kept them as they came, and its replicas wrote on
 * while a later one migrated. Something before Pleo may have repeated a credential in them. Which one cannot be known
 * here, since keys are in the environment and change. So only the relay's own words are left: the status, and a type
 * that is plain upper-case words.
 *
 * Not in a transaction: it reads the attempts once, page by page, and writes only those that hold such text. No index
 * is needed, and no table is locked. Broken off, it begins again, and the part that is done costs only the reading.
 */
export class ScrubAnswers1764140000000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCRUB_CREDENTIALS);
    await runner.query(SCRUB_CIRCUITS);
    for (let page = 0; page < (await pagesOf(runner)); page += PAGES) {
      await runner.query(SCRUB_ATTEMPTS, [`(${page},0)`, `(${page + PAGES},0)`]);
    }
  }

  async down(): Promise<void> {
    // What is gone is gone.
  }
}

/** Those that are there by now: rows that are written anew come behind the others. */
async function pagesOf(runner: QueryRunner): Promise<number> {
  const [{ pages }] = (await runner.query(COUNT_PAGES)) as [{ pages: number }];
  return pages;
}

const COUNT_PAGES = `
  SELECT (pg_relation_size('delivery_attempt') / current_setting('block_size')::integer)::float8 AS pages`;

/** What Pleo answered: what follows the status, or the type, is somebody else's. Null where there is nothing. */
const pleoAnswered = (text: string) =>
  `regexp_replace(${text}, '^(Pleo answered [0-9]+)( [A-Z]{1,30}(_[A-Z]{1,30})*(?=[ .]))?.*$', '\\1\\2.')`;

/** What the authorization server answered, of which the words that it may use are kept. */
const serverAnswered = (text: string) => `regexp_replace(${text},
     '^((A new consent is needed: )?The authorization server answered [0-9]+)( (access_denied|invalid_client|invalid_grant|invalid_refresh_token|invalid_request|invalid_scope|server_error|temporarily_unavailable|unauthorized_client|unsupported_grant_type|unsupported_response_type)(?=[.]))?.*$',
     '\\1\\3.')`;

const SCRUB_ATTEMPTS = `
  UPDATE delivery_attempt
  SET error = ${pleoAnswered('error')},
      response_excerpt = NULL
  WHERE ctid >= $1::tid
    AND ctid < $2::tid
    AND (response_excerpt IS NOT NULL OR error <> ${pleoAnswered('error')})`;

const SCRUB_CIRCUITS = `
  UPDATE delivery_circuit
  SET reason = ${serverAnswered(pleoAnswered('reason'))}
  WHERE reason <> ${serverAnswered(pleoAnswered('reason'))}`;

const SCRUB_CREDENTIALS = `
  UPDATE company_credential
  SET reason = ${serverAnswered('reason')}
  WHERE reason <> ${serverAnswered('reason')}`;
