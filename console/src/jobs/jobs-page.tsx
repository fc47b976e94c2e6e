import { Anchor, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { type JobFilter, jobsQuery } from '../api/queries.js';
import { Card } from '../shared/card.js';
import { Choice } from '../shared/choice.js';
import { choicesOf, FAILURE_TYPES } from '../shared/choices.js';
import { CompanyInput } from '../shared/company-input.js';
import { span } from '../shared/moment.js';
import { More } from '../shared/more.js';
import { Problem } from '../shared/problem.js';
import { PutAwaySwitch } from '../shared/put-away-switch.js';
import { useReadOn } from '../shared/read-on.js';
import { TimeSpan } from '../shared/time-span.js';
import { JOB_TONES, titleOfList, words } from '../shared/words.js';
import { FindJob } from './find-job.js';
import { JobList } from './job-list.js';

type Job = Schema['ExportJob'];

export interface JobsSearch {
  idPrefix?: string;
  status?: Job['status'];
  deliveryStatus?: NonNullable<Job['delivery']['status']>;
  companyId?: string;
  failure?: NonNullable<Job['failureReasonType']>;
  /** Whose pause holds them up: a company's, of the `default` credential, or of `all`. */
  pauseOf?: string;
  /** Whether companies that are put away count: the overview counts without them. */
  putAway?: boolean;
  expiringWithin?: number;
  createdAfter?: string;
  createdBefore?: string;
}

const PLEO_KNOWS: { value: NonNullable<JobsSearch['deliveryStatus']>; label: string }[] = [
  { value: 'delivered', label: 'all of it' },
  { value: 'pending', label: 'not all of it yet' },
  { value: 'dead', label: 'not what is dead' },
  { value: 'discarded', label: 'not its end: discarded' },
];

/** The filter in the page's address; the relay checks the values. An id's beginning of digits came as a number. */
export function jobsSearch(search: Record<string, unknown>): JobsSearch {
  const { idPrefix, status, deliveryStatus, companyId, failure, pauseOf, putAway, ...times } =
    search as JobsSearch;
  const { expiringWithin, createdAfter, createdBefore } = times;
  return {
    idPrefix: idPrefix === undefined ? undefined : String(idPrefix),
    status,
    deliveryStatus,
    companyId,
    failure,
    pauseOf,
    putAway,
    expiringWithin,
    createdAfter,
    createdBefore,
  };
}

/** All jobs, the newest first, or those that expire, the soonest first; with a search by id. */
export function JobsPage(): ReactNode {
  const search = useSearch({ from: '/jobs' });
  useDocumentTitle('Jobs');
  const navigate = useNavigate({ from: '/jobs' });
  const narrow = (change: JobsSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const list = useInfiniteQuery(jobsQuery(filterOf(search)));
  const jobs = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const isLooking = useReadOn(list, jobs.length === 0);
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Jobs
      </Title>
      <FindJob />
      <Card
        title={titleOf(search)}
        aside={
          isNarrowed && (
            <Anchor size="sm" renderRoot={(props: object) => <Link to="/jobs" search={{}} {...props} />}>
              Show all
            </Anchor>
          )
        }
      >
        <Stack gap="sm" mb="md" role="search" aria-label="Narrow the list">
          <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }}>
            <Choice
              label="Status"
              choices={choicesOf(JOB_TONES)}
              value={search.status}
              onChange={(status) => narrow({ status })}
            />
            <Choice
              label="Pleo knows"
              none="Any"
              choices={PLEO_KNOWS}
              value={search.deliveryStatus}
              onChange={(deliveryStatus) => narrow({ deliveryStatus })}
            />
            <CompanyInput
              key={search.companyId}
              value={search.companyId}
              onChange={(companyId) => narrow({ companyId })}
            />
            <Choice
              label="Type of failure"
              searchable
              choices={FAILURE_TYPES}
              value={search.failure}
              onChange={(failure) => narrow({ failure })}
            />
            <Choice
              label="Expiring"
              none="Any time"
              choices={[
                { value: '600', label: 'within 10 minutes' },
                { value: '3600', label: 'within an hour' },
              ]}
              value={search.expiringWithin === undefined ? undefined : String(search.expiringWithin)}
              onChange={(seconds) => narrow({ expiringWithin: seconds ? Number(seconds) : undefined })}
            />
          </SimpleGrid>
          <TimeSpan
            what="Created"
            value={{ after: search.createdAfter, before: search.createdBefore }}
            onChange={({ after, before }) => narrow({ createdAfter: after, createdBefore: before })}
          />
          <PutAwaySwitch value={search.putAway} onChange={(putAway) => narrow({ putAway })} />
        </Stack>
        {list.error && <Problem error={list.error} />}
        {isLooking && <Text role="status">Looking among more jobs …</Text>}
        {list.data && jobs.length === 0 && !isLooking && (
          <Text role="status">
            {list.hasNextPage ? 'No job matches so far; there are more to search.' : 'No job matches.'}
          </Text>
        )}
        {jobs.length > 0 && <JobList jobs={jobs} />}
        {!isLooking && <More list={list} />}
      </Card>
    </Stack>
  );
}

function titleOf(search: JobsSearch): string {
  const { idPrefix, status, deliveryStatus, companyId, failure, pauseOf, expiringWithin } = search;
  if (idPrefix !== undefined) return `Jobs whose ids begin with ${idPrefix}`;
  return titleOfList('jobs', [
    status && words(status),
    deliveryStatus && `Pleo knows ${PLEO_KNOWS.find(({ value }) => value === deliveryStatus)?.label}`,
    companyId && 'of one company',
    failure && words(failure),
    pauseOf && heldUpBy(pauseOf),
    expiringWithin && `expiring within ${span(expiringWithin)}`,
    (search.createdAfter ?? search.createdBefore) && 'created in a span of time',
    search.putAway === false && 'without companies that are put away',
  ]);
}

function heldUpBy(whose: string): string {
  if (whose === 'all') return 'held up since all deliveries are paused';
  return `held up by a pause of ${whose === 'default' ? 'the default credential' : 'one company'}`;
}

function filterOf({ status, failure, ...search }: JobsSearch): JobFilter {
  return {
    ...search,
    ...(status && { status: [status] }),
    ...(failure && { failureReasonType: [failure] }),
  };
}
