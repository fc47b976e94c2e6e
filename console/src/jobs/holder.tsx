import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Moment } from '../shared/moment.js';

type Job = Schema['ExportJob'];
type Lease = NonNullable<Job['lease']>;
type Entry = Schema['TimelineEntry'];

/** How a job stands to workers, of which each says another thing to who is on call. */
export type Holding = 'held' | 'given_back' | 'silent' | 'unclaimed' | 'not_begun';

/** Null for a job that has ended. */
export function holdingOf({ completedAt, lease, status }: Job, timeline: readonly Entry[]): Holding | null {
  if (completedAt !== null) return null;
  if (lease) return 'held';
  if (status === 'pending') return 'not_begun';
  const last = timeline.findLast(({ type }) => isOfLease(type));
  if (!last) return 'unclaimed';
  // A lease that is over and not noted as such yet has lapsed.
  return last.type === 'released' ? 'given_back' : 'silent';
}

/** Whether an entry tells of the right of a worker to the job. */
export function isOfLease(type: Entry['type']): boolean {
  return type === 'claimed' || type === 'resumed' || type === 'released' || type === 'lapsed';
}

const NOBODY: Record<Exclude<Holding, 'held'>, string> = {
  not_begun: 'no worker yet',
  unclaimed: 'no claim: a worker started it',
  given_back: 'no worker: the last one gave it back',
  silent: 'no worker: the last one fell silent',
};

/** Who has the job, in a few words; null for one that has ended. */
export function holderOf(job: Job, timeline: readonly Entry[]): ReactNode {
  const holding = holdingOf(job, timeline);
  if (holding === null) return null;
  if (holding !== 'held') return NOBODY[holding];
  return (
    job.lease && (
      <>
        <Held lease={job.lease} /> without a heartbeat
      </>
    )
  );
}

/** The worker, by the name of its key where the relay has keys, and until when the job is its own. */
export function Held({ lease: { claimedBy, until } }: { lease: Lease }): ReactNode {
  return (
    <>
      {claimedBy ?? 'a worker'} until <Moment at={until} />
    </>
  );
}
