import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ItemBatch, type KnownResult, type Tally } from '../../src/items/item-batch.js';
import type { ItemResult } from '../../src/items/item-result.js';
import { ITEM_STATUSES, type ItemStatus } from '../../src/lifecycle/item-state.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../src/queue/job-event.entity.js';

const JOB = randomUUID();
const ENTRY = randomUUID();

function result(given: Partial<ItemResult> = {}): ItemResult {
  return {
    accountingEntryId: ENTRY,
    status: 'successful',
    exportedAt: null,
    externalId: null,
    externalUrl: null,
    failureReason: null,
    failureReasonType: null,
    ...given,
  };
}

function known(given: Partial<KnownResult> = {}): KnownResult {
  const delivery = { deliveryStatus: 'delivered', deliveredAt: new Date(5), error: null } as const;
  return { ...result(), jobId: JOB, reportedAt: new Date(1), ...delivery, ...given };
}

function tally(given: Partial<Tally> = {}): Tally {
  const counts = { successful: 0, failed: 0, inProgress: 0, pending: 0, dead: 0, discarded: 0 };
  return { jobId: JOB, sequence: 2, lastPosition: 7, ...counts, ...given };
}

const report = (...results: ItemResult[]) => ({ jobId: JOB, results, reportedBy: null, request: null });
const never = (): number => {
  throw new Error('the message has its place already');
};

/** The counter of a status. */
const counter = { in_progress: 'inProgress', successful: 'successful', failed: 'failed' } as const;

describe('a report of item results', () => {
  it('keeps what is new, at the next places of the job, and gives the first message its place', () => {
    const batch = new ItemBatch([], []);
    const other = randomUUID();
    const decisions = batch.apply(
      report(result(), result({ accountingEntryId: other, status: 'failed', failureReason: 'No account' })),
      () => 2,
    );
    expect(decisions.map(({ kind }) => kind)).toEqual(['kept', 'kept']);
    expect(batch.results.map(({ position }) => position)).toEqual([1, 2]);
    expect(batch.tallyChanges).toMatchObject([
      { sequence: 2, isNew: true, isChanged: true, successful: 1, failed: 1, pending: 2, lastPosition: 2 },
    ]);
    expect(batch.newReasons).toEqual([
      { jobId: JOB, failureReasonType: null, failureReason: 'No account', count: 1 },
    ]);
  });

  it.each<[string, Partial<ItemResult>]>([
    ['status', { status: 'failed' }],
    ['time', { exportedAt: new Date(2) }],
    ['external id', { externalId: 'other' }],
    ['address', { externalUrl: 'https://other.example' }],
  ])('is refused where a final result stands with another %s, and that is named', (_, given) => {
    const batch = new ItemBatch([tally({ successful: 1 })], [known({ externalId: 'one' })]);
    const [decision] = batch.apply(report(result({ externalId: 'one', ...given })), never);
    expect(decision).toMatchObject({
      kind: 'refused',
      standing: { status: 'successful', externalId: 'one' },
    });
    expect(batch.results).toEqual([]);
    expect(batch.tallyChanges).toMatchObject([{ isChanged: false, successful: 1, pending: 0 }]);
  });

  it('names who reported what is kept, in turn, and nobody who repeats or contradicts it', () => {
    const batch = new ItemBatch([tally({ successful: 1 })], [known()]);
    const by = (reportedBy: string, ...given: ItemResult[]) =>
      batch.apply({ ...report(...given), reportedBy }, never);
    const another = () => result({ accountingEntryId: randomUUID() });
    by('eve', result());
    expect(batch.tallyChanges).toMatchObject([{ isChanged: false, reporters: [] }]);
    by('ann', another(), another());
    by('ann', another());
    by('eve', result({ status: 'failed' }));
    by('bob', another());
    expect(batch.tallyChanges).toMatchObject([
      {
        isChanged: true,
        reporters: [
          { by: 'ann', after: 7 },
          { by: 'bob', after: 10 },
        ],
      },
    ]);
  });

  it('repeats what is stored, however its delivery stands', () => {
    for (const deliveryStatus of DELIVERY_STATUSES) {
      const batch = new ItemBatch([tally({ successful: 1 })], [known({ deliveryStatus })]);
      const [decision] = batch.apply(report(result()), never);
      expect(decision).toMatchObject({ kind: 'repeated', known: { deliveryStatus } });
      expect(batch.results).toEqual([]);
    }
  });

  it('is refused after a final one in the same batch, and repeated when it says the same', () => {
    const batch = new ItemBatch([], []);
    batch.apply(report(result({ externalId: 'one' })), () => 2);
    const again = batch.apply(report(result({ externalId: 'one' })), never);
    const otherwise = batch.apply(report(result({ externalId: 'two' })), never);
    expect([again, otherwise].flat()).toMatchObject([
      { kind: 'repeated', known: null },
      { kind: 'refused', standing: { externalId: 'one' } },
    ]);
    expect(batch.tallyChanges).toMatchObject([{ isNew: true, isChanged: true, pending: 1 }]);
  });

  it('is written once, in its newest state, when it becomes final in the batch that it begins in', () => {
    const batch = new ItemBatch([], []);
    batch.apply(report(result({ status: 'in_progress' })), () => 2);
    batch.apply(report(result({ externalId: 'one' })), never);
    expect(batch.results).toMatchObject([
      { position: 2, result: { status: 'successful', externalId: 'one' } },
    ]);
    expect(batch.tallyChanges).toMatchObject([{ successful: 1, inProgress: 0, pending: 1, lastPosition: 2 }]);
  });

  it.each<[DeliveryStatus, Partial<Tally>, Partial<Tally>]>([
    ['pending', { pending: 1 }, { pending: 1 }],
    ['delivered', {}, { pending: 1 }],
    ['dead', { dead: 1 }, { pending: 1, dead: 0 }],
    ['discarded', { discarded: 1 }, { pending: 1, discarded: 0 }],
  ])('of an entry in progress that is %s waits, and is counted once', (deliveryStatus, before, after) => {
    const batch = new ItemBatch(
      [tally({ inProgress: 1, ...before })],
      [known({ status: 'in_progress', deliveryStatus })],
    );
    batch.apply(report(result()), never);
    expect(batch.tallyChanges).toMatchObject([{ inProgress: 0, successful: 1, ...after }]);
  });

  it('keeps the counts that a count of the rows would give, whatever is reported', () => {
    const entries = Array.from({ length: 4 }, () => randomUUID());
    const anyReport = fc.array(
      fc.record({
        accountingEntryId: fc.constantFrom(...entries),
        status: fc.constantFrom<ItemStatus>(...ITEM_STATUSES),
        externalId: fc.constantFrom('one', 'two'),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(fc.array(anyReport, { maxLength: 8 }), (reports) => {
        const batch = new ItemBatch([], []);
        const rows = new Map<string, ItemResult>();
        for (const given of reports) {
          const results = [...new Map(given.map((one) => [one.accountingEntryId, result(one)])).values()];
          for (const decision of batch.apply(report(...results), () => 2)) {
            const { accountingEntryId: id, ...said } = decision.result;
            const standing = rows.get(id);
            const isFinal = standing !== undefined && standing.status !== 'in_progress';
            // A second hand's rule: a final result never changes.
            if (decision.kind === 'kept') expect(isFinal).toBe(false);
            if (decision.kind === 'refused') expect(isFinal).toBe(true);
            if (decision.kind === 'kept') rows.set(id, { accountingEntryId: id, ...said });
          }
        }
        const [change] = batch.tallyChanges;
        for (const status of ITEM_STATUSES) {
          const count = [...rows.values()].filter((row) => row.status === status).length;
          expect(change?.[counter[status]] ?? 0).toBe(count);
        }
        expect(change?.pending ?? 0).toBe(rows.size);
        expect(batch.results.length).toBe(rows.size);
        expect(new Set(batch.results.map(({ position }) => position)).size).toBe(rows.size);
      }),
    );
  });
});
