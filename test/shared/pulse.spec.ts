import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pulse } from '../../src/shared/pulse.js';

describe('Pulse', () => {
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
    const pulse = new Pulse('Sweep');
    vi.advanceTimersByTime(700);
    expect(pulse.age).toBe(700);
    pulse.beat();
    expect(pulse.age).toBe(0);
    vi.advanceTimersByTime(300);
    pulse.miss(new Error('away'));
    vi.advanceTimersByTime(200);
    expect(pulse.age).toBe(500);
  });

  it('has failed since the first miss after the last turn that worked', () => {
    const pulse = new Pulse('Sweep');
    vi.advanceTimersByTime(700);
    expect(pulse.failingFor).toBe(0);
    pulse.miss(new Error('away'));
    vi.advanceTimersByTime(300);
    pulse.miss(new Error('away'));
    vi.advanceTimersByTime(200);
    expect(pulse.failingFor).toBe(500);
    expect(pulse.misses).toBe(2);
    pulse.beat();
    expect(pulse.failingFor).toBe(0);
  });

  it('does not grow older or younger when the clock is set', () => {
    const pulse = new Pulse('Sweep');
    vi.setSystemTime(new Date('2001-01-01'));
    expect(pulse.age).toBe(0);
    vi.setSystemTime(new Date('2041-01-01'));
    expect(pulse.age).toBe(0);
  });

  it('logs a fault that lasts once when it begins and once when it is over', () => {
    const pulse = new Pulse('Sweep');
    pulse.beat();
    pulse.miss(new Error('away'));
    pulse.miss(new Error('still away'));
    pulse.beat();
    pulse.beat();
    pulse.miss(new Error('away again'));
    expect(lines).toEqual([
      'error Sweep failed and goes on trying',
      'log Sweep works again',
      'error Sweep failed and goes on trying',
    ]);
  });
});
