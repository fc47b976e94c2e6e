import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { CompanyLink } from '../shared/company-link.js';
import { JobLink } from '../shared/job-link.js';
import { type Column, Listing } from '../shared/listing.js';
import { Mark } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { DELIVERY_TONES, jobTone, words } from '../shared/words.js';
import { Held } from './holder.js';

type Job = Schema['ExportJob'];

const COLUMNS: Column<Job>[] = [
  { name: 'Job', show: ({ id }) => <JobLink id={id} short /> },
  { name: 'Status', show: (job) => <Mark tone={jobTone(job)}>{words(job.status)}</Mark> },
  { name: 'Pleo knows', show: (job) => <Delivery job={job} /> },
  { name: 'Company', show: ({ companyId }) => companyId && <CompanyLink id={companyId} short /> },
  { name: 'Created', show: ({ createdAt }) => <Moment at={createdAt} /> },
  { name: 'Held by', show: ({ lease }) => lease && <Held lease={lease} /> },
  {
    name: 'Expires',
    show: ({ completedAt, expiresAt }) => (completedAt === null ? <Moment at={expiresAt} /> : null),
  },
];

/** Where nothing is left to be counted. */
const WHOLE: Partial<Record<NonNullable<Job['delivery']['status']>, string>> = {
  delivered: 'all of it',
  discarded: 'not its end: discarded',
};

/** Jobs, each with its status, what Pleo knows of it, and who is at it. */
export function JobList({ jobs }: { jobs: Job[] }): ReactNode {
  return <Listing rows={jobs} keyOf={({ id }) => id} columns={COLUMNS} />;
}

/** Counts results of items too: both are what Pleo lacks. */
function Delivery({ job: { delivery, items } }: { job: Job }): ReactNode {
  const { status, pending, dead } = delivery;
  if (status === null) return 'no event yet';
  const number = status === 'dead' ? dead + items.dead : pending + items.pendingDelivery;
  return <Mark tone={DELIVERY_TONES[status]}>{WHOLE[status] ?? `${number.toLocaleString()} ${status}`}</Mark>;
}
