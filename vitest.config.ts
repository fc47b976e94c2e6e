import { defineConfig } from 'vitest/config';

/** These look at the log, and Nest keeps one logger a process. */
const LOG_READERS = [
  'test/http/log.spec.ts',
  'test/http/api-keys-file.spec.ts',
  'test/http/errors.spec.ts',
  'test/http/bad-input.spec.ts',
  'test/health/loops.spec.ts',
  'test/credentials/leaks.spec.ts',
  'test/delivery/attempt-log.spec.ts',
  'test/tracing/**/*.spec.ts',
];

/** These run other processes and mostly wait for them. */
const WATCHERS = [
  'test/console/**/*.spec.ts',
  'test/flow/**/*.spec.ts',
  'test/client/schema.spec.ts',
  'test/client/package.spec.ts',
  'test/examples/**/*.spec.ts',
  'test/docs/**/*.spec.ts',
  'test/dev-services/**/*.spec.ts',
  'test/faults/**/*.spec.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['reflect-metadata'],
    reporters: ['default', './test/support/closing-line.reporter.ts'],
    // Guards against a hang: a machine that is busy with something else takes several times as long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 4,
    projects: [
      { extends: true, test: { name: 'own-process', include: [...WATCHERS, ...LOG_READERS] } },
      {
        extends: true,
        // Loading Nest and TypeORM takes longer than most files run, so files share a process. None changes a module.
        test: {
          name: 'shared-process',
          setupFiles: ['reflect-metadata', './test/support/forget-secrets.ts'],
          include: ['test/**/*.spec.ts'],
          exclude: [...WATCHERS, ...LOG_READERS],
          isolate: false,
        },
      },
    ],
  },
});
