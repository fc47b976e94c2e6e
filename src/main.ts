import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { CannotStart } from './config/cannot-start.js';
import { loadSettings, SettingsMistake } from './config/load-settings.js';
import { jsonLine } from './logging/json-line.js';
import { unblockStderr } from './logging/stdout.js';

/**
 * A signal that repeats within this time is one signal, delivered twice: a terminal sends Ctrl-C to npm and to us, and
 * npm passes it on. A later one means: exit at once.
 */
const SAME_SIGNAL_MS = 2000;

// By default V8 lets the heap grow fourfold before a full collection, which would leave 300 MB resident after a quick
// drain. Doubling gives 220 MB, and collections are still too rare to show in the slowest answers.
setFlagsFromString('--heap-growing-percent=100');

/** Starts the relay, and stops it at SIGTERM or SIGINT: 0 when it ended in order, 1 when it could not start or end. */
try {
  unblockStderr();
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = loadSettings(process.env);
  // The rest is imported last, since loading takes time: a wrong setting is reported at once.
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
  if (process.env['NODE_ENV'] === 'production') process.stderr.write(fatalLine(error, isExplained));
  else console.error(isExplained ? error.message : error);
  process.exit(1);
}

function fatalLine(error: unknown, isExplained: boolean): string {
  if (!(error instanceof Error)) return jsonLine('fatal', {}, String(error));
  const { name: type, message, stack } = error;
  return jsonLine('fatal', isExplained ? {} : { err: { type, message, stack } }, message);
}
