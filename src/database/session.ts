import type { ClientBase, QueryConfig } from 'pg';

/** Timeout for setting up a session, in milliseconds. */
const SETTING_TIMEOUT_MS = 2500;

/**
 * Settings of every session, whatever server, database and account default to: times and numbers are parsed as text,
 * and `null` in arrays means null. Postgres ends statements that take longer than cold reads may; hot paths have limits
 * of their own. Idle connections are the pool's business, not the server's.
 */
const SESSION: Readonly<Record<string, string>> = {
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  array_nulls: 'on',
  default_transaction_isolation: 'read committed',
  statement_timeout: '10s',
  lock_timeout: '0',
  idle_session_timeout: '0',
  transaction_timeout: '0',
};

/** The settings without which results would be wrong, and their allowed values. */
const NEEDED: Readonly<Record<string, (value: string) => boolean>> = {
  DateStyle: (value) => value.startsWith('ISO'),
  extra_float_digits: (value) => Number(value) >= 0,
  array_nulls: (value) => value === 'on',
  default_transaction_isolation: (value) => value === 'read committed',
};

export const NEEDED_SETTINGS = Object.keys(NEEDED);

/** The unsuitable ones of `settings`, by name, as `ALTER ROLE … SET` would correct them. */
export function wrongSettings(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings)
    .filter(([name, value]) => NEEDED[name]?.(value) === false)
    .map(([name]) => `${name} = '${SESSION[name]}'`);
}

/**
 * Prepares a new connection; `more` goes before the settings of all sessions. Settings unknown to this server are left
 * out. Behind a pooler they last as long as the server connection, which is why the start checks them.
 */
export async function prepareSession(
  client: ClientBase,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const settings = { ...SESSION, ...more };
  await client.query({
    text: `SELECT set_config(name, value, false)
           FROM unnest($1::text[], $2::text[]) AS wanted (name, value)
           WHERE current_setting(name, true) IS NOT NULL`,
    values: [Object.keys(settings), Object.values(settings)],
    query_timeout: SETTING_TIMEOUT_MS,
  } as QueryConfig);
}
