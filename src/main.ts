import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { Relay } from './relay.js';
import { loadSettings, SettingsMistake } from './config/load-settings.js';

/** Starts the relay, and stops it at SIGTERM or SIGINT: 0 when it ended in order, 1 when it could not start or end. */
try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const relay = new Relay(loadSettings(process.env));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void relay.stop().then(exit, fail));
  }
  await relay.start();
} catch (error) {
  fail(error);
}

function exit(): void {
  process.exit(0);
}

function fail(error: unknown): void {
  console.error(error instanceof SettingsMistake ? error.message : error);
  process.exit(1);
}
