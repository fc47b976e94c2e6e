import { DataSource } from 'typeorm';
import { CannotStart } from '../config/cannot-start.js';
import { loadSettings, SettingsMistake } from '../config/load-settings.js';
import { Database } from '../database/database.js';
import { dataSourceOptions } from '../schema/data-source.js';
import { explained } from '../database/unreachable.js';
import { lookAtDatabase } from '../database/wait-for-database.js';
import { CredentialsRepository } from '../credentials/credentials.repository.js';
import { type Resealed, resealAll } from '../credentials/reseal-all.js';
import { Seals } from '../credentials/seals.js';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';

const BATCH = 100;

/** `npm run reseal`: reseals every secret with the first of CREDENTIALS_KEY, prints progress, and ends. */
try {
  const settings = loadSettings({
    DATABASE_URL: process.env['DATABASE_URL'],
    DATABASE_CA_FILE: process.env['DATABASE_CA_FILE'],
    DATABASE_PREPARED_STATEMENTS: process.env['DATABASE_PREPARED_STATEMENTS'],
    CREDENTIALS_KEY: process.env['CREDENTIALS_KEY'],
  });
  const missing = (['DATABASE_URL', 'CREDENTIALS_KEY'] as const).filter((name) => !settings[name]);
  if (missing.length > 0) throw new SettingsMistake(missing.map((name) => `${name} is required`));
  const { DATABASE_URL = '', DATABASE_CA_FILE } = settings;
  await lookAtDatabase(DATABASE_URL, DATABASE_CA_FILE).catch((error: unknown) => {
    throw explained('DATABASE_URL', error);
  });
  const dataSource = await new DataSource(dataSourceOptions(DATABASE_URL, 2, DATABASE_CA_FILE)).initialize();
  try {
    const seals = new Seals(settings);
    const database = new Database(dataSource, settings);
    const tell = (what: string) => (sofar: Resealed) =>
      console.log(`${what}: ${sofar.resealed} resealed, ${sofar.unreadable} unreadable so far`);
    const credentials = await resealAll(
      new CredentialsRepository(database, seals, settings),
      BATCH,
      tell('Credentials'),
    );
    const webhooks = await resealAll(
      new SubscriptionsRepository(database, seals, settings),
      BATCH,
      tell('Secrets of webhooks'),
    );
    console.log(
      `Resealed ${credentials.resealed} credentials, and ${webhooks.resealed} secrets of webhooks, with the key "${seals.keyId}".`,
    );
    const unreadable = credentials.unreadable + webhooks.unreadable;
    if (unreadable > 0) {
      console.error(
        `${unreadable} are sealed with keys that are not in CREDENTIALS_KEY, and were left as they are.`,
      );
      process.exitCode = 1;
    }
  } finally {
    await dataSource.destroy();
  }
} catch (error) {
  const isExplained = error instanceof SettingsMistake || error instanceof CannotStart;
  console.error(isExplained ? error.message : error);
  process.exitCode = 1;
}
