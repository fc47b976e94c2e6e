import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoopStatus } from '../../src/loops/loop-status.js';

describe('LoopStatus', () => {
  let lines: string[];
  beforeEach(() => {
    lines = [];
    vi.useFakeTimers({ toFake: ['performance', 'Date'] });
    const log = { log: (line: unknown) => lines.push(`log ${String(line)}`) };
    const error = { error: (_: unknown, line: unknown) => lines.push(`error ${String(line)}`) };
    Logger.overrideLogger({ ...log, ...error, warn: () => undefined });
  });
  afterEach(() => {
    vi.useRealTimers();
    Logger.overrideLogger(false);
  });

  it('is as old as the last turn that worked', () => {
    const status = new LoopStatus('Sweep');
    vi.advanceTimersByTime(700);
    expect(status.ageMs).toBe(700);
    status.succeeded();
    expect(status.ageMs).toBe(0);
    vi.advanceTimersByTime(300);
    status.failed(new Error('away'));
    vi.advanceTimersByTime(200);
    expect(status.ageMs).toBe(500);
  });

  it('has failed since the first failure after the last turn that worked', () => {
    const status = new LoopStatus('Sweep');
    vi.advanceTimersByTime(700);
    expect(status.failingMs).toBe(0);
    status.failed(new Error('away'));
    vi.advanceTimersByTime(300);
    status.failed(new Error('away'));
    vi.advanceTimersByTime(200);
    expect(status.failingMs).toBe(500);
    expect(status.failures).toBe(2);
    status.succeeded();
    expect(status.failingMs).toBe(0);
  });

  it('does not grow older or younger when the clock is set', () => {
    const status = new LoopStatus('Sweep');
    vi.setSystemTime(new Date('2001-01-01'));
    expect(status.ageMs).toBe(0);
    vi.setSystemTime(new Date('2041-01-01'));
    expect(status.ageMs).toBe(0);
  });

  it('logs a fault that lasts once when it begins and once when it is over', () => {
    const status = new LoopStatus('Sweep');
    status.succeeded();
    status.failed(new Error('away'));
    status.failed(new Error('still away'));
    status.succeeded();
    status.succeeded();
    status.failed(new Error('away again'));
    expect(lines).toEqual([
      'error Sweep failed and goes on trying',
      'log Sweep works again',
      'error Sweep failed and goes on trying',
    ]);
  });
});
