import { describe, expect, it } from 'vitest';
import { SlowStart } from '../../src/delivery/slow-start.js';

const held = (count: number, credential = 'default') => Array.from({ length: count }, () => ({ credential }));

describe('slow start', () => {
  it('holds nobody back while nothing was paused', () => {
    expect(new SlowStart(4).remaining(held(9))).toEqual(new Map());
  });

  it('leaves one request after a pause, and one more for each that was settled, up to all', () => {
    const slowStart = new SlowStart(4);
    slowStart.limitToOne('default');
    const limits = [0, 1, 2].map(() => {
      const limit = slowStart.remaining([]).get('default');
      slowStart.allowOneMore('default');
      return limit;
    });
    expect(limits).toEqual([1, 2, 3]);
    expect(slowStart.remaining([])).toEqual(new Map());
  });

  it('counts what the credential has on the way, and never less than nothing', () => {
    const slowStart = new SlowStart(4);
    slowStart.limitToOne('default');
    slowStart.allowOneMore('default');
    expect(slowStart.remaining(held(1)).get('default')).toBe(1);
    expect(slowStart.remaining(held(5)).get('default')).toBe(0);
    expect(slowStart.remaining(held(5, 'another')).get('default')).toBe(2);
  });

  it('is of one credential each', () => {
    const slowStart = new SlowStart(4);
    slowStart.limitToOne('one');
    slowStart.allowOneMore('another');
    expect([...slowStart.remaining([]).keys()]).toEqual(['one']);
  });

  it('begins anew with the next pause', () => {
    const slowStart = new SlowStart(4);
    slowStart.limitToOne('default');
    slowStart.allowOneMore('default');
    slowStart.limitToOne('default');
    expect(slowStart.remaining([]).get('default')).toBe(1);
  });
});
