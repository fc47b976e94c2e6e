import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { Tracing } from '../../src/tracing/tracing.js';
import { startApp } from '../support/app.js';

/** Files of the SDK that this process has loaded. */
function loaded(): string[] {
  const { cache } = createRequire(import.meta.url);
  return Object.keys(cache).filter((path) => /@opentelemetry.(?!api)/.test(path));
}

it('nothing of the SDK is loaded before tracing is on', async () => {
  const relay = await startApp();
  expect(relay.app.get(Tracing).spans).toBeNull();
  expect(loaded()).toEqual([]);
  await relay.stop();

  const tracing = await Tracing.as(loadSettings({ OTEL_TRACES_EXPORTER: 'otlp' }));
  expect(tracing.spans).not.toBeNull();
  expect(loaded()).not.toEqual([]);
  await tracing.onApplicationShutdown();
});

it.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://localhost:4318'],
  ['OTEL_TRACES_EXPORTER', 'otlp'],
])('%s switches tracing on, and OTEL_SDK_DISABLED off again', async (name, value) => {
  const on = await Tracing.as(loadSettings({ [name]: value }));
  expect(on.spans).not.toBeNull();
  await on.onApplicationShutdown();
  expect((await Tracing.as(loadSettings({ [name]: value, OTEL_SDK_DISABLED: 'true' }))).spans).toBeNull();
});
