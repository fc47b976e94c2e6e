import { describe, expect, it } from 'vitest';
import { SlowStart } from '../../src/delivery/slow-start.js';

const held = (count: number, credential = 'default') => Array.from({ length: count }, () => ({ credential }));

describe('ramps', () => {
  it('hold nobody back while nothing was paused', () => {
    expect(new SlowStart(4).rooms(held(9))).toEqual(new Map());
  });

  it('leave one request after a pause, and one more for each that was settled, up to all', () => {
    const ramps = new SlowStart(4);
    ramps.restart('default');
    const rooms = [0, 1, 2].map(() => {
      const room = ramps.rooms([]).get('default');
      ramps.widen('default');
      return room;
    });
    expect(rooms).toEqual([1, 2, 3]);
    expect(ramps.rooms([])).toEqual(new Map());
  });

  it('count what the credential has on the way, and never less than nothing', () => {
    const ramps = new SlowStart(4);
    ramps.restart('default');
    ramps.widen('default');
    expect(ramps.rooms(held(1)).get('default')).toBe(1);
    expect(ramps.rooms(held(5)).get('default')).toBe(0);
    expect(ramps.rooms(held(5, 'another')).get('default')).toBe(2);
  });

  it('are of one credential each', () => {
    const ramps = new SlowStart(4);
    ramps.restart('one');
    ramps.widen('another');
    expect([...ramps.rooms([]).keys()]).toEqual(['one']);
  });

  it('begin anew with the next pause', () => {
    const ramps = new SlowStart(4);
    ramps.restart('default');
    ramps.widen('default');
    ramps.restart('default');
    expect(ramps.rooms([]).get('default')).toBe(1);
  });
});
