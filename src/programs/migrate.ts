import { CannotStart } from '../config/cannot-start.js';
import { loadSettings, SettingsMistake } from '../config/load-settings.js';
import { runMigrations } from '../schema/migrations.js';
import { explained, migrationFailure } from '../database/unreachable.js';
import { lookAtDatabase } from '../database/wait-for-database.js';

/** `npm run migrate`: migrates the database, prints each migration and its duration, and ends. */
try {
  const { DATABASE_URL, DATABASE_DIRECT_URL, DATABASE_CA_FILE } = loadSettings({
    DATABASE_URL: process.env['DATABASE_URL'],
    DATABASE_DIRECT_URL: process.env['DATABASE_DIRECT_URL'],
    DATABASE_CA_FILE: process.env['DATABASE_CA_FILE'],
  });
  if (!DATABASE_URL)
    throw new SettingsMistake(['DATABASE_URL is required: it names the database to migrate']);
  const say = (line: string) => console.log(line);
  const setting = DATABASE_DIRECT_URL ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL;
  await lookAtDatabase(url, DATABASE_CA_FILE).catch((error: unknown) => {
    throw explained(setting, error);
  });
  await runMigrations(url, undefined, say, DATABASE_CA_FILE).catch((error: unknown) => {
    throw migrationFailure(setting, error);
  });
  say('The schema is up to date.');
} catch (error) {
  const isExplained = error instanceof SettingsMistake || error instanceof CannotStart;
  console.error(isExplained ? error.message : error);
  process.exitCode = 1;
}
