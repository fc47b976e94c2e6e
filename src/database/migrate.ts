import { loadSettings, SettingsMistake } from '../config/load-settings.js';
import { runMigrations } from './migrations.js';

/** `npm run migrate`: brings the schema of the database up to date, says what runs and how long it took, and ends. */
try {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = loadSettings({
    DATABASE_URL: process.env['DATABASE_URL'],
    DATABASE_DIRECT_URL: process.env['DATABASE_DIRECT_URL'],
  });
  if (!DATABASE_URL)
    throw new SettingsMistake(['DATABASE_URL is required: it names the database to migrate']);
  const say = (line: string) => console.log(line);
  await runMigrations(DATABASE_DIRECT_URL ?? DATABASE_URL, undefined, say);
  say('The schema is up to date.');
} catch (error) {
  console.error(error instanceof SettingsMistake ? error.message : error);
  process.exitCode = 1;
}
