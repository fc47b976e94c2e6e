import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { CannotStart } from './config/cannot-start.js';
import { loadSettings, SettingsMistake } from './config/load-settings.js';
import { unblockStderr } from './logging/stdout.js';

/**
 * A signal that comes again this soon is the same one, told twice: a terminal sends Ctrl-C to npm and to us, and npm
 * passes it on. Later it means: at once.
 */
const SAME_SIGNAL_MS = 2000;

// V8 lets a heap grow fourfold before it collects it whole, which would leave 300 MB resident after a quick drain. Doubled
// it is 220, and collections are still seldom enough not to be seen in the slowest answers.
setFlagsFromString('--heap-growing-percent=100');

/** Starts the relay, and stops it at SIGTERM or SIGINT: 0 when it ended in order, 1 when it could not start or end. */
try {
  unblockStderr();
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = loadSettings(process.env);
  // Only now the rest, which takes its time to load: who has a setting wrong hears of it at once.
  const { Relay } = await import('./app/relay.js');
  const relay = await Relay.as(settings);
  let stoppingSince: number | null = null;
  const stop = () => {
    if (stoppingSince === null) {
      stoppingSince = performance.now();
      relay.stop().then(() => process.exit(0), fail);
    } else if (performance.now() - stoppingSince > SAME_SIGNAL_MS) {
      fail('Stopped at once: what was under way is due again when its lease ends.');
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await relay.start();
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  const isExplained = error instanceof SettingsMistake || error instanceof CannotStart;
  console.error(isExplained ? error.message : error);
  process.exit(1);
}
