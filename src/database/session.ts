import type { ClientBase, QueryConfig } from 'pg';

/** How long the settings of a session may take to be set, in milliseconds. */
const SETTING_TIMEOUT_MS = 2500;

/**
 * What every session of the relay has, whatever server, database and account default to: times and numbers are read as
 * text, and `null` in arrays means null. Postgres ends what takes longer than cold reads may; hot paths have limits of
 * their own. Nobody ends a connection because it is idle: the pool does that.
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

/** The settings without which answers would be wrong, and what they may be. */
const NEEDED: Readonly<Record<string, (value: string) => boolean>> = {
  DateStyle: (value) => value.startsWith('ISO'),
  extra_float_digits: (value) => Number(value) >= 0,
  array_nulls: (value) => value === 'on',
  default_transaction_isolation: (value) => value === 'read committed',
};

export const NEEDED_SETTINGS = Object.keys(NEEDED);

/** Those of `settings`, by name, with which the relay cannot work, as `ALTER ROLE … SET` would mend them. */
export function wrongSettings(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings)
    .filter(([name, value]) => NEEDED[name]?.(value) === false)
    .map(([name]) => `${name} = '${SESSION[name]}'`);
}

/**
 * Prepares a new connection; `more` goes before what all sessions have. What this server does not know is left out. Behind a
 * pooler it holds for as long as the server connection stays, which is why that is checked at the start.
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
