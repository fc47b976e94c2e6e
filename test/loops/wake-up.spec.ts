import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WakeUp } from '../../src/loops/wake-up.js';

describe('WakeUp', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const pause = (wakeUp = new WakeUp()): Promise<void> => wakeUp.sleep(1000);

  /** Tells whether the sleep is over, as far as anything that is due now has run. */
  async function isOver(sleep: Promise<void>): Promise<boolean> {
    let over = false;
    void sleep.then(() => (over = true));
    await vi.advanceTimersByTimeAsync(0);
    return over;
  }

  it('sleeps until the time has passed', async () => {
    const sleep = pause();
    await vi.advanceTimersByTimeAsync(999);
    expect(await isOver(sleep)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isOver(sleep)).toBe(true);
  });

  it('ends its sleep at a call, and leaves no timer behind', async () => {
    const wakeUp = new WakeUp();
    const sleep = pause(wakeUp);
    wakeUp.call();
    expect(await isOver(sleep)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not sleep when a call came while it worked', async () => {
    const wakeUp = new WakeUp();
    wakeUp.call();
    expect(await isOver(pause(wakeUp))).toBe(true);
  });

  it('answers any number of calls with one turn', async () => {
    const wakeUp = new WakeUp();
    wakeUp.call();
    wakeUp.call();
    await pause(wakeUp);
    expect(await isOver(pause(wakeUp))).toBe(false);
  });

  it('sleeps again after a call that has woken it', async () => {
    const wakeUp = new WakeUp();
    const first = pause(wakeUp);
    wakeUp.call();
    await first;
    const second = pause(wakeUp);
    expect(await isOver(second)).toBe(false);
    wakeUp.call();
    expect(await isOver(second)).toBe(true);
  });
});
