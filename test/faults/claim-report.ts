import {
  bookedOnce,
  type ClaimEvidence,
  heardByLease,
  oneLeaseEach,
  wholeHistory,
} from './lease-invariants.js';

/** Broken promises to workers that claim. */
export function claimViolations(evidence: ClaimEvidence): string[] {
  return [
    ...evidence.workload.faults,
    ...bookedOnce(evidence),
    ...oneLeaseEach(evidence),
    ...wholeHistory(evidence),
    ...heardByLease(evidence),
  ];
}

/** What became of claims, in one line. */
export function claimSummary({ leases, workload }: ClaimEvidence): string {
  const { jobs, books, calls, counts } = workload;
  const ends = (end: string) => leases.filter((lease) => lease.end === end).length;
  const lost = calls.filter(({ status }) => status === 409).length;
  const met = [...counts].map(([what, times]) => `${what} x${times}`).join(', ');
  return (
    `${books.vouchers.length} bookings of ${jobs.size} claimed jobs, ${leases.length} leases, ` +
    `${ends('lapsed')} lapsed, ${ends('released')} released, ${lost} words of those who had lost theirs (${met})`
  );
}
