import { Button, CopyButton, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { eventsOfJobQuery, type ItemFilter, jobQuery, timelineQuery } from '../api/queries.js';
import { ItemsCard } from '../items/items-card.js';
import { Card } from '../shared/card.js';
import { CompanyLink } from '../shared/company-link.js';
import { type Fact, Facts } from '../shared/facts.js';
import { Moment } from '../shared/moment.js';
import { Problem } from '../shared/problem.js';
import { Sentence } from '../shared/sentence.js';
import { words } from '../shared/words.js';
import { EventDetails } from './event-details.js';
import { holderOf } from './holder.js';
import { JobTimeline } from './job-timeline.js';
import { Lifecycle } from './lifecycle.js';
import { WaitReason } from './standstill.js';

/** The filter of the job's results in the page's address; the relay checks the values. */
export function jobSearch(search: Record<string, unknown>): ItemFilter {
  const { status, deliveryStatus } = search as ItemFilter;
  return { status, deliveryStatus };
}

/** One job: its status, why the next event has not been sent, and its history. */
export function JobPage(): ReactNode {
  const { id } = useParams({ from: '/jobs/$id' });
  const filter = useSearch({ from: '/jobs/$id' });
  const navigate = useNavigate({ from: '/jobs/$id' });
  useDocumentTitle(`Job ${id}`);
  const { data: job, error } = useQuery(jobQuery(id));
  const { data: events } = useQuery(eventsOfJobQuery(id));
  const { data: timeline } = useQuery(timelineQuery(id));
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Title order={1} size="h3">
          Job{' '}
          <Text span inherit ff="monospace" fw={500} style={{ overflowWrap: 'anywhere' }}>
            {id}
          </Text>
        </Title>
        <CopyButton value={id}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-sm" onClick={copy}>
              {copied ? 'Copied' : 'Copy the id'}
            </Button>
          )}
        </CopyButton>
      </Group>
      {error && <Problem error={error} />}
      {job && events && timeline && <WaitReason job={job} events={events} timeline={timeline.data} />}
      {job && (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Card title="Lifecycle">
            <Lifecycle job={job} />
          </Card>
          <Card title="What is known">
            <Known job={job} timeline={timeline?.data} />
          </Card>
        </SimpleGrid>
      )}
      {job && (
        <ItemsCard
          job={job}
          filter={filter}
          onFilter={(search) => void navigate({ search, replace: true, resetScroll: false })}
        />
      )}
      {timeline && (
        <Card title="Timeline">
          <JobTimeline entries={timeline.data} />
        </Card>
      )}
      {events && events.length > 0 && (
        <Card title="Events, and what went over the wire">
          <EventDetails events={events} />
        </Card>
      )}
    </Stack>
  );
}

function Known({
  job,
  timeline,
}: {
  job: Schema['ExportJob'];
  timeline: Schema['TimelineEntry'][] | undefined;
}): ReactNode {
  const facts: Fact[] = [
    ['Company', job.companyId && <CompanyLink key="company" id={job.companyId} />],
    ['Items', job.numberOfItems],
    ['Held by', timeline ? holderOf(job, timeline) : null],
    ['Created', <Moment key="at" at={job.createdAt} />],
    ['Last heard of', <Moment key="at" at={job.lastUpdatedAt} />],
    job.completedAt === null
      ? ['Expires', <Moment key="at" at={job.expiresAt} />]
      : ['Ended', <Moment key="at" at={job.completedAt} />],
    ['Failed because', job.failureReason && <Sentence key="why" text={job.failureReason} />],
    ['Kind of failure', job.failureReasonType && words(job.failureReasonType)],
    [
      'Pleo’s last update, read after the first results',
      job.pleoLastUpdatedAt && <Moment key="at" at={job.pleoLastUpdatedAt} />,
    ],
    ['Pleo’s own status, when last asked', job.pleoStatus && words(job.pleoStatus)],
  ];
  return <Facts facts={facts} />;
}
