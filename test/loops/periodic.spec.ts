import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { noLoops } from '../support/loops.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('turns at once and then after each interval', async () => {
  const turn = vi.fn(() => Promise.resolve());
  const periodic = noLoops().periodic('test', 'Test', 'turns', 1000, turn);
  periodic.start();
  expect(turn).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2000);
  expect(turn).toHaveBeenCalledTimes(3);
  await periodic.stop();
});

it('does not turn again while a turn is under way, and waits for it when it stops', async () => {
  let finish = () => {};
  const turn = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const periodic = noLoops().periodic('test', 'Test', 'turns', 1000, turn);
  periodic.start();
  await vi.advanceTimersByTimeAsync(5000);
  expect(turn).toHaveBeenCalledTimes(1);

  let stopped = false;
  const stopping = periodic.stop().then(() => (stopped = true));
  await vi.advanceTimersByTimeAsync(5000);
  expect(stopped).toBe(false);
  finish();
  await stopping;
  await vi.advanceTimersByTimeAsync(5000);
  expect(turn).toHaveBeenCalledTimes(1);
});

it('survives a turn that fails, tells it by its status, and turns again', async () => {
  const turn = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('away'));
  const periodic = noLoops().periodic('test', 'Test', 'turns', 1000, turn);
  const succeeded = vi.spyOn(periodic.status, 'succeeded');
  const failed = vi.spyOn(periodic.status, 'failed').mockImplementation(() => undefined);
  periodic.start();
  await vi.advanceTimersByTimeAsync(1000);
  expect([failed.mock.calls.length, succeeded.mock.calls.length]).toEqual([1, 1]);
  await periodic.stop();
});

it('tries a failed turn again within 30 s, however long its interval, and not once it has stopped', async () => {
  const turn = vi.fn(() => Promise.reject(new Error('away')));
  const periodic = noLoops().periodic('test', 'Test', 'shown', 3_600_000, turn);
  vi.spyOn(periodic.status, 'failed').mockImplementation(() => undefined);
  periodic.start();
  await vi.advanceTimersByTimeAsync(29_999);
  expect(turn).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(turn).toHaveBeenCalledTimes(2);
  turn.mockResolvedValueOnce(undefined as never);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(turn).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(3_000_000);
  expect(turn).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(540_000);
  expect(turn).toHaveBeenCalledTimes(4);
  await periodic.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(turn).toHaveBeenCalledTimes(4);
});
