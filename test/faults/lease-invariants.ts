import { isRefused, resultOf } from './accounting-books.js';
import type { ClaimWorkload } from './claim-workload.js';
import type { ItemRow } from './item-books.js';
import type { LeaseRow } from './lease-books.js';
import { QUICK_LEASE_MS } from './quick-leases.js';
import type { LeaseCall } from './worker-network.js';

/** The clocks are one; both sides round to milliseconds. */
const CLOCK_MS = 3;

/** All that is known of the claims of one simulation. */
export interface ClaimEvidence {
  readonly leases: readonly LeaseRow[];
  readonly rows: readonly ItemRow[];
  readonly workload: ClaimWorkload;
}

/** No entry was booked twice, and the relay says of each what the books say. */
export function bookedOnce({ rows, workload: { books, jobs } }: ClaimEvidence): string[] {
  const counts = new Map<string, number>();
  for (const { accountingEntryId: id } of books.vouchers) counts.set(id, (counts.get(id) ?? 0) + 1);
  const twice = [...counts].filter(([, count]) => count > 1);
  const kept = new Map(rows.map((row) => [row.accountingEntryId, row]));
  const differing = [...jobs.values()].flatMap(({ id: jobId, entries }) =>
    entries.flatMap(({ id }) => {
      const row = kept.get(id);
      const voucher = books.voucherOf(id);
      const isRight = isRefused(id)
        ? row?.status === 'failed' && !voucher
        : row?.status === 'successful' && voucher && row.externalId === resultOf(voucher).externalId;
      const what = `the books say ${JSON.stringify(voucher)}, the relay ${JSON.stringify(row)}`;
      return isRight ? [] : [`Of ${id} of ${jobId} ${what}`];
    }),
  );
  return [...twice.map(([id, count]) => `${id} was booked ${count} times`), ...differing];
}

/** A job, and a company, has one lease at a time; but for jobs that had one when their company became known. */
export function oneLeaseEach({ leases, workload: { jobs } }: ClaimEvidence): string[] {
  const isLate = ({ jobId }: LeaseRow) => jobs.get(jobId)?.knownBy === 'late';
  return leases.flatMap((lease, index) =>
    leases.slice(0, index).flatMap((earlier) => {
      const isOne = earlier.jobId === lease.jobId || (!isLate(earlier) && !isLate(lease));
      if (earlier.ownerId !== lease.ownerId || !isOne) return [];
      return (earlier.endedAt ?? Infinity) > lease.beganAt + CLOCK_MS
        ? [`Two leases of ${lease.ownerId} overlap: ${JSON.stringify([earlier, lease])}`]
        : [];
    }),
  );
}

/** Each claim is in the history, each lease has its end there, and each job was begun once. */
export function wholeHistory({ leases, workload: { jobs, calls } }: ClaimEvidence): string[] {
  const tokens = new Set(leases.map(({ token }) => token));
  const begun = leases.filter(({ isResumed }) => !isResumed).map(({ jobId }) => jobId);
  return [
    ...leases
      .filter(({ end }) => end === null)
      .map((lease) => `A lease has no end: ${JSON.stringify(lease)}`),
    ...calls.filter(({ token }) => !tokens.has(token)).map((call) => `No lease is known of ${told(call)}`),
    ...leases.filter(({ jobId }) => !jobs.has(jobId)).map(({ jobId }) => `${jobId} was not to be claimed`),
    ...begun.filter((id, index) => begun.indexOf(id) < index).map((id) => `${id} was begun twice`),
  ];
}

/** What was said with a lease was taken while that was live, and refused when it was not; and it kept the lease. */
export function heardByLease({ leases, workload: { calls, takenAway } }: ClaimEvidence): string[] {
  const byToken = new Map(leases.map((lease) => [lease.token, lease]));
  return calls.flatMap((call) => {
    const lease = byToken.get(call.token);
    if (!lease || call.path.endsWith('/claim')) return [];
    const { beganAt, end } = lease;
    const endedAt = lease.endedAt ?? Infinity;
    const what = `${told(call)}, with ${JSON.stringify(lease)}`;
    if (call.status === 409) {
      const wasLive = beganAt <= call.sentAt && endedAt > call.answeredAt + CLOCK_MS;
      return wasLive ? [`The holder of a lease was refused: ${what}`] : [];
    }
    if (call.status >= 300) return [];
    const isRelease = call.path.endsWith('/release');
    const isRepeat = isRelease ? end === 'released' : end === 'job' && isFinal(call);
    if (call.jobId !== lease.jobId) return [`A lease was good for another job: ${what}`];
    if (call.sentAt > endedAt + CLOCK_MS) return isRepeat ? [] : [`Heard without a lease: ${what}`];
    const isKept =
      end !== 'lapsed' || takenAway.has(call.token) || endedAt + CLOCK_MS >= call.sentAt + QUICK_LEASE_MS;
    return isKept || isRelease ? [] : [`A lease ran out though its worker was heard of: ${what}`];
  });
}

function isFinal({ path }: LeaseCall): boolean {
  return path.endsWith('/finish') || path.endsWith('/export-job-events');
}

function told({ text, ...call }: LeaseCall): string {
  return JSON.stringify({ ...call, text: text.slice(0, 200) });
}
