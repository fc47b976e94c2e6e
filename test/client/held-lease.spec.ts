import { afterEach, describe, expect, it } from 'vitest';
import { HeldLease } from '../../client/held-lease.js';
import { LeaseLost, RelayProblem, RelayUnavailable } from '../../client/relay-errors.js';
import { eventually } from '../support/eventually.js';

const JOB = '5a2e7c1d-90b4-4c8e-a3f6-1d2b3c4d5e6f';
const LOST = new RelayProblem(409, null, 0, { type: 'LEASE_LOST', message: 'Another lease.' });
const HOUR_MS = 3_600_000;

let lease: HeldLease;
afterEach(() => lease.stop());

/** Claimed now; its heartbeats are not due. */
function aLease(keeping: Partial<ConstructorParameters<typeof HeldLease>[0]> = {}): HeldLease {
  return (lease = new HeldLease({
    jobId: JOB,
    leaseMs: HOUR_MS,
    claimedAtMs: performance.now(),
    heartbeatMs: HOUR_MS,
    heartbeat: async () => undefined,
    ...keeping,
  }));
}

const isLost = () => lease.signal.aborted;

/** Resolves when another lease has beaten a few times: `lease` would have by then, if it did not wait. */
async function anotherBeats(): Promise<void> {
  let beats = 0;
  const another = new HeldLease({
    jobId: JOB,
    leaseMs: HOUR_MS,
    claimedAtMs: performance.now(),
    heartbeatMs: 10,
    heartbeat: async () => (beats += 1),
  });
  await eventually(() => beats > 3);
  another.stop();
}

describe('a lease is lost', () => {
  it('when nothing came through for as long as it lasts', async () => {
    const claimedAtMs = performance.now();
    aLease({ leaseMs: 300, claimedAtMs });
    await eventually(isLost);
    expect(performance.now() - claimedAtMs).toBeGreaterThanOrEqual(300);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLost);
    expect(() => lease.check()).toThrow(`The lease of ${JOB} is lost: no heartbeat arrived in time`);
  });

  it('counted from before the claim, before any timer has run', () => {
    aLease({ leaseMs: 1000, claimedAtMs: performance.now() - 1001 });
    expect(isLost()).toBe(false);
    expect(() => lease.check()).toThrow(LeaseLost);
    expect(isLost()).toBe(true);
  });

  it('a second earlier than a report would have it, which renews none that would gain less', () => {
    const now = performance.now();
    aLease({ leaseMs: 1100, claimedAtMs: now - 2000 });
    lease.renewed(now - 150);
    expect(() => lease.check()).toThrow(LeaseLost);
  });

  it('when a heartbeat is refused, but not when one gets no answer', async () => {
    const answers = [new RelayUnavailable(3, null), new TypeError('fetch failed'), LOST];
    aLease({ heartbeatMs: 20, heartbeat: () => Promise.reject(answers.shift() ?? LOST) });
    await eventually(isLost);
    expect(answers).toEqual([]);
    expect(lease.signal.reason).toMatchObject({ cause: LOST });
  });

  it('when a call is told so, and ends that call and the others', async () => {
    aLease();
    const other = lease.during(
      () =>
        new Promise((_, reject) => lease.signal.addEventListener('abort', () => reject(new Error('cut')))),
    );
    const ended = expect(other).rejects.toBeInstanceOf(LeaseLost);
    await expect(lease.during(() => Promise.reject(LOST))).rejects.toBeInstanceOf(LeaseLost);
    await ended;
    await expect(lease.during(async () => 'never')).rejects.toBe(lease.signal.reason);
  });
});

describe('a lease is kept', () => {
  it('by a heartbeat at once when the claim has waited for longer than one is due', async () => {
    let beats = 0;
    aLease({
      claimedAtMs: performance.now() - (2 / 3) * HOUR_MS,
      heartbeatMs: HOUR_MS / 3,
      heartbeat: async () => (beats += 1),
    });
    await eventually(() => beats === 1);
    await anotherBeats();
    expect(beats).toBe(1);
  });

  it('by a report that was accepted', async () => {
    // Their time is over in a moment, where nothing renews them.
    const claimedAtMs = performance.now() - HOUR_MS + 200;
    const renewed = aLease({ claimedAtMs });
    renewed.renewed(performance.now());
    aLease({ claimedAtMs });
    await eventually(isLost);
    renewed.check();
    expect(renewed.signal.aborted).toBe(false);
    renewed.stop();
  });

  it('for as long as it lasts from when that report was sent, not from its answer', async () => {
    aLease({ claimedAtMs: performance.now() - HOUR_MS + 200 });
    lease.renewed(performance.now() - HOUR_MS + 300);
    await eventually(isLost);
  });

  it('by a first heartbeat that is due from the claim on, which may have waited for its job', async () => {
    let beats = 0;
    const claimedAtMs = performance.now() - HOUR_MS;
    aLease({ leaseMs: 3 * HOUR_MS, claimedAtMs, heartbeat: async () => (beats += 1) });
    await eventually(() => beats > 0);
    await anotherBeats();
    expect(beats).toBe(1);
  });

  it('when a call fails for another reason, which is told', async () => {
    aLease();
    const refused = new RelayProblem(422, null);
    await expect(lease.during(() => Promise.reject(refused))).rejects.toBe(refused);
    expect(isLost()).toBe(false);
  });

  it('when a heartbeat is refused while the call that ends it is on its way', async () => {
    let beats = 0;
    aLease({ heartbeatMs: 10, heartbeat: () => ((beats += 1), Promise.reject(LOST)) });
    expect(await lease.ending(() => eventually(() => beats > 1 && 'the event'))).toBe('the event');
    expect(isLost()).toBe(false);
    const before = beats;
    await anotherBeats();
    expect(beats).toBe(before);
  });

  it('and its heartbeats go on when that call is refused', async () => {
    let beats = 0;
    aLease({ heartbeatMs: 10, heartbeat: async () => (beats += 1) });
    const refused = new RelayProblem(422, null);
    await expect(lease.ending(() => Promise.reject(refused))).rejects.toBe(refused);
    const before = beats;
    await eventually(() => beats > before);
  });
});
