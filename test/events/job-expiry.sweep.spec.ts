import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RelayClock } from '../../src/clock/relay-clock.js';
import { loadSettings } from '../../src/config/load-settings.js';
import type { Database } from '../../src/database/database.js';
import type { EventRecorder } from '../../src/events/event-recorder.js';
import { JobExpirySweep } from '../../src/events/job-expiry.sweep.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { noLoops } from '../support/loops.js';

/** What a look says, and how long it takes, in milliseconds. */
let look: () => Promise<number | null>;
let looks: number;
/** How far back each batch was looked for, in milliseconds. */
let batches: number[];
let sweep: JobExpirySweep;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  [looks, batches] = [0, []];
  const recorder = {
    expire: async (_: number, sinceMs: number) => {
      batches.push(sinceMs);
      return { expired: 0, held: 0 };
    },
  } as unknown as EventRecorder;
  const database = {
    patiently: async () => {
      looks++;
      const overdueMs = await look();
      return overdueMs === null ? [] : [{ overdueMs }];
    },
    commit: async () => [],
  } as unknown as Database;
  sweep = new JobExpirySweep(
    recorder,
    database,
    { look: async () => 1000 } as unknown as RelayClock,
    new Metrics(),
    noLoops(),
    loadSettings({}),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

/** As Postgres does that passes over what ended since somebody's transaction began. */
async function slowly<Result>(result: Result): Promise<Result> {
  vi.advanceTimersByTime(250);
  return result;
}

it('begins at the first overdue job, however old', async () => {
  look = async () => 86_400_000;
  await sweep.runOnce();
  // With time for the transaction to begin: it would miss the first one by the milliseconds that this takes.
  expect(batches[0]).toBeGreaterThanOrEqual(86_402_000);
  expect(batches[0]).toBeLessThan(86_412_000);
});

it('is one look when no job is overdue', async () => {
  look = async () => null;
  await sweep.runOnce();
  expect(batches).toEqual([]);
});

it('remembers the sweep before where a look is slow, and does not look each time', async () => {
  look = () => slowly(null);
  await sweep.runOnce();
  await sweep.runOnce();
  expect(looks).toBe(1);
  expect(batches).toHaveLength(1);
  expect(batches[0]).toBeGreaterThan(60_000);
  expect(batches[0]).toBeLessThan(70_000);
});

it('goes on where a look fails', async () => {
  look = () => Promise.reject(new Error('canceling statement due to statement timeout'));
  await sweep.runOnce();
  expect(batches).toHaveLength(1);
  expect(batches[0]).toBeGreaterThanOrEqual(60_000);
});
