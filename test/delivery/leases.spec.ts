import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Lease, Leases } from '../../src/delivery/leases.js';
import { keyOf, LEASE_MS, type QueueRepository } from '../../src/queue/queue.repository.js';
import type { ClaimedMessage } from '../../src/queue/message.js';
import { aClaim } from '../support/claims.js';
import { noLoops } from '../support/loops.js';

const RENEW_MS = LEASE_MS / 4;

/** What the database would say of the claims that it is asked to prolong. */
type Renewal = (messages: ClaimedMessage[]) => Promise<Set<string>>;

const KEPT: Renewal = async (messages) => new Set(messages.map(keyOf));
const LOST: Renewal = async () => new Set();
const AWAY: Renewal = async () => {
  throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
};
const SILENT: Renewal = () => new Promise(() => undefined);

let renew = vi.fn(KEPT);
let leases: Leases;

beforeEach(() => {
  vi.useFakeTimers();
  Logger.overrideLogger(false);
  renew = vi.fn(KEPT);
  leases = new Leases(
    {
      renew: (messages: ClaimedMessage[]) => renew(messages),
    } as unknown as QueueRepository,
    noLoops(),
  );
  leases.start();
});
afterEach(() => {
  leases.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A request that is under way with this lease. */
function requestUnder(lease: Lease): { aborted: boolean } {
  const request = { aborted: false };
  lease.onOver = () => (request.aborted = true);
  return request;
}

describe('a lease', () => {
  it('is kept by renewals for as long as they succeed', async () => {
    const message = aClaim();
    const request = requestUnder(leases.hold(message, performance.now()));
    await vi.advanceTimersByTimeAsync(10 * LEASE_MS);
    expect(request.aborted).toBe(false);
    expect(renew).toHaveBeenCalledTimes(40);
    expect(renew).toHaveBeenLastCalledWith([message]);
  });

  it('that was lost aborts its request, and no other one', async () => {
    const [lost, kept] = [aClaim(), aClaim()];
    const requests = [lost, kept].map((message) => requestUnder(leases.hold(message, performance.now())));
    renew.mockResolvedValue(new Set([keyOf(kept)]));
    await vi.advanceTimersByTimeAsync(RENEW_MS);
    expect(requests.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it.each([
    ['fails', AWAY],
    ['gets no answer', SILENT],
  ])('aborts its request before it ends when its renewal %s', async (_, renewal) => {
    renew.mockImplementation(renewal);
    // The claim was asked for a second before the answer came: the lease may have begun then.
    const request = requestUnder(leases.hold(aClaim(), performance.now() - 1000));
    await vi.advanceTimersByTimeAsync(LEASE_MS - 1001);
    expect(request.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(request.aborted).toBe(true);
  });

  it('that was over before its claim arrived never lets a request begin', () => {
    // The process stood still while the database answered.
    expect(leases.hold(aClaim(), performance.now() - LEASE_MS).isOver).toBe(true);
  });

  it('is over by the clock, also before its timer was looked at', () => {
    const lease = leases.hold(aClaim(), performance.now());
    expect(lease.isOver).toBe(false);
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + LEASE_MS);
    expect(lease.isOver).toBe(true);
  });

  it('outlives two renewals that fail', async () => {
    renew.mockImplementationOnce(AWAY).mockImplementationOnce(AWAY);
    const request = requestUnder(leases.hold(aClaim(), performance.now()));
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(request.aborted).toBe(false);
  });

  it('lasts from when its renewal was asked for, not from when it was granted', async () => {
    const request = requestUnder(leases.hold(aClaim(), performance.now()));
    let grant = (_: Set<string>): void => undefined;
    renew.mockImplementationOnce(() => new Promise((resolve) => (grant = resolve))).mockImplementation(AWAY);
    await vi.advanceTimersByTimeAsync(RENEW_MS + 2000);
    grant(await KEPT(renew.mock.calls[0]?.[0] ?? []));
    await vi.advanceTimersByTimeAsync(LEASE_MS - 2001);
    expect(request.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(request.aborted).toBe(true);
  });

  it('is not renewed again while a renewal is on its way', async () => {
    leases.hold(aClaim(), performance.now());
    renew.mockImplementation(SILENT);
    await vi.advanceTimersByTimeAsync(3 * RENEW_MS);
    expect(renew).toHaveBeenCalledTimes(1);
  });
});

describe('drop', () => {
  it('ends the lease without aborting anything, also while it is renewed', async () => {
    const message = aClaim();
    const request = requestUnder(leases.hold(message, performance.now()));
    renew.mockImplementation(async (messages) => {
      leases.drop(message);
      return LOST(messages);
    });
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect([request.aborted, leases.count]).toEqual([false, 0]);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it('with another claim of the event leaves the new holder', () => {
    const late = aClaim();
    const held = { ...late, claim: randomUUID() };
    leases.hold(late, performance.now());
    leases.hold(held, performance.now());
    leases.drop(late);
    expect(leases.count).toBe(1);
    leases.drop(held);
    expect(leases.count).toBe(0);
  });

  it('of what is not held is nothing', () => {
    leases.hold(aClaim(), performance.now());
    leases.drop(aClaim());
    expect(leases.count).toBe(1);
  });
});

describe('a renewal that lost a claim', () => {
  it('does not abort the new claim of the same event', async () => {
    const late = aClaim();
    leases.hold(late, performance.now());
    const held = { ...late, claim: randomUUID() };
    let request: { aborted: boolean } | undefined;
    renew.mockImplementationOnce(async (messages) => {
      request = requestUnder(leases.hold(held, performance.now()));
      return LOST(messages);
    });
    await vi.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(request?.aborted).toBe(false);
  });
});

describe('empty', () => {
  it('resolves at once when nothing is held', async () => {
    await leases.empty();
  });

  it('resolves when the last claim was dropped, not before', async () => {
    const [one, other] = [aClaim(), aClaim()];
    leases.hold(one, performance.now());
    leases.hold(other, performance.now());
    let empty = false;
    const emptied = leases.empty().then(() => (empty = true));
    leases.drop(one);
    await vi.advanceTimersByTimeAsync(1);
    expect(empty).toBe(false);
    leases.drop(other);
    await emptied;
  });
});

it('abortAll aborts every request and drops no claim', () => {
  const requests = [aClaim(), aClaim()].map((message) =>
    requestUnder(leases.hold(message, performance.now())),
  );
  leases.abortAll();
  expect(requests.map(({ aborted }) => aborted)).toEqual([true, true]);
  expect(leases.count).toBe(2);
});
