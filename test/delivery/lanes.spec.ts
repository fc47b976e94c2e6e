import { describe, expect, it } from 'vitest';
import { Lanes } from '../../src/delivery/lanes.js';
import { Lease } from '../../src/delivery/leases.js';
import { aClaim } from '../support/claims.js';

const lease = (credential = 'default') => new Lease(aClaim({ credential }), performance.now() + 12_000);

describe('lanes', () => {
  it('let the oldest claim go first, and none when all are taken', () => {
    const lanes = new Lanes(2);
    const claims = [lease(), lease(), lease()];
    lanes.add(claims);
    expect(lanes.next()).toBe(claims[0]);
    const leave = lanes.enter();
    expect(lanes.next()).toBe(claims[1]);
    lanes.enter();
    expect([lanes.free, lanes.waiting]).toEqual([0, 1]);
    expect(lanes.next()).toBeUndefined();
    leave();
    expect(lanes.next()).toBe(claims[2]);
    expect(lanes.next()).toBeUndefined();
  });

  it('are free once when they are left twice', () => {
    const lanes = new Lanes(2);
    const leave = lanes.enter();
    lanes.enter();
    leave();
    leave();
    expect(lanes.free).toBe(1);
  });

  it('give up the claims that are meant, and keep the others in their order', () => {
    const lanes = new Lanes(1);
    const [one, other, last] = [lease('one'), lease('other'), lease('one')];
    lanes.add([one, other, last]);
    expect(lanes.remove(({ credential }) => credential === 'one')).toEqual([one, last]);
    expect(lanes.waiting).toBe(1);
    expect(lanes.next()).toBe(other);
  });
});
