import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { EventLoop } from '../../src/http/event-loop.js';
import { eventually } from '../support/eventually.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** A second is over in which the loop stood still for most of the time. */
async function lateSecond(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    const end = performance.now() + 600;
    while (performance.now() < end);
    await new Promise(setImmediate);
  }
  vi.advanceTimersByTime(1000);
}

it('is late after three late seconds in a row, not after a pause, and no more when it is in time again', async () => {
  // Not in a hook: a busy process makes many turns between that and the test, which would count as in time.
  const loop = new EventLoop();
  loop.onApplicationBootstrap();
  onTestFinished(() => loop.onModuleDestroy());
  await lateSecond();
  await lateSecond();
  expect(loop.isLate).toBe(false);
  await lateSecond();
  expect(loop.isLate).toBe(true);
  // Some turns that are in time, and the second is over.
  await eventually(() => {
    vi.advanceTimersByTime(1000);
    return !loop.isLate;
  });
});
