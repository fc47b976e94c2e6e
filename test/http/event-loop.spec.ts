import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EventLoop } from '../../src/http/event-loop.js';
import { eventually } from '../support/eventually.js';

let loop: EventLoop;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  loop = new EventLoop();
  loop.onApplicationBootstrap();
});
afterEach(() => {
  loop.onModuleDestroy();
  vi.useRealTimers();
});

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
}, 20_000);
