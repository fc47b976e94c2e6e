import { Anchor, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { causesQuery, deadEventsQuery, type EventFilter } from '../api/queries.js';
import { DeadItems } from '../items/dead-items.js';
import { Card } from '../shared/card.js';
import { JobLink } from '../shared/job-link.js';
import { Moment } from '../shared/moment.js';
import { More } from '../shared/more.js';
import { Problem } from '../shared/problem.js';
import { TimeInput } from '../shared/time-input.js';
import { Acts } from './acts.js';
import { RedeliverMany } from './redeliver-many.js';

export interface DeadLettersSearch {
  statusCode?: number;
  errorType?: string;
  after?: string;
  before?: string;
}

/** The filter in the page's address; the relay checks the values. */
export function deadLettersSearch(search: Record<string, unknown>): DeadLettersSearch {
  const { statusCode, errorType, after, before } = search as DeadLettersSearch;
  return { statusCode, errorType, after, before };
}

/** Dead item results, and dead events by cause, with the actions for them. */
export function DeadLettersPage(): ReactNode {
  const search = useSearch({ from: '/dead-letters' });
  useDocumentTitle('Dead letters');
  const navigate = useNavigate({ from: '/dead-letters' });
  const narrow = (change: DeadLettersSearch) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  const filter = filterOf(search);
  const causes = useQuery(causesQuery({ lastTriedAfter: search.after, lastTriedBefore: search.before }));
  const list = useInfiniteQuery(deadEventsQuery(filter));
  const events = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Dead letters
      </Title>
      <DeadItems />
      <Card
        title="By cause"
        aside={
          isNarrowed && (
            <Anchor
              size="sm"
              renderRoot={(props: object) => <Link to="/dead-letters" search={{}} {...props} />}
            >
              Show all
            </Anchor>
          )
        }
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} maw={520} mb="md" role="search" aria-label="Narrow by time">
          <TimeInput label="Failed after" value={search.after} onChange={(after) => narrow({ after })} />
          <TimeInput label="Failed before" value={search.before} onChange={(before) => narrow({ before })} />
        </SimpleGrid>
        {causes.error && <Problem error={causes.error} />}
        {causes.data && <Causes causes={causes.data.data} search={search} />}
      </Card>
      <Card title={titleOf(search)} aside={<RedeliverMany filter={filter} isEmpty={events.length === 0} />}>
        {list.error && <Problem error={list.error} />}
        {list.data && events.length === 0 && <Text>No event is dead here.</Text>}
        {events.length > 0 && <DeadEvents events={events} />}
        <More list={list} />
      </Card>
    </Stack>
  );
}

function filterOf({ statusCode, errorType, after, before }: DeadLettersSearch): EventFilter {
  return {
    lastStatusCode: statusCode,
    lastErrorType: errorType,
    lastTriedAfter: after,
    lastTriedBefore: before,
  };
}

function titleOf({ statusCode, errorType }: DeadLettersSearch): string {
  if (statusCode === undefined) return 'Dead events';
  return `Dead events with ${nameOf(statusCode, errorType ?? '')}`;
}

function nameOf(statusCode: number, errorType: string): string {
  return [statusCode === 0 ? 'no answer' : statusCode, errorType].join(' ').trim();
}

function Causes({ causes, search }: { causes: Schema['DeadCause'][]; search: DeadLettersSearch }): ReactNode {
  if (causes.length === 0) return <Text>No event is dead here.</Text>;
  return (
    <Table.ScrollContainer minWidth={300}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Pleo answered</Table.Th>
            <Table.Th ta="right">Events</Table.Th>
            <Table.Th visibleFrom="sm">First and last failure</Table.Th>
            <Table.Th visibleFrom="sm">For example</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {causes.map(({ statusCode, errorType, count, firstAt, lastAt, error }) => {
            const isChosen = search.statusCode === statusCode && search.errorType === errorType;
            return (
              <Table.Tr key={`${statusCode} ${errorType}`} fw={isChosen ? 700 : 400}>
                <Table.Td>
                  <Anchor
                    size="sm"
                    fw="inherit"
                    aria-current={isChosen}
                    renderRoot={(props: object) => (
                      <Link to="/dead-letters" search={{ ...search, statusCode, errorType }} {...props} />
                    )}
                  >
                    {nameOf(statusCode, errorType)}
                  </Anchor>
                </Table.Td>
                <Table.Td ta="right">{count.toLocaleString()}</Table.Td>
                <Table.Td visibleFrom="sm">
                  <Moment at={firstAt} distance={false} /> – <Moment at={lastAt} />
                </Table.Td>
                <Table.Td visibleFrom="sm">{error}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function DeadEvents({ events }: { events: Schema['ExportJobEvent'][] }): ReactNode {
  return (
    <Table.ScrollContainer minWidth={340}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Job</Table.Th>
            <Table.Th>Event</Table.Th>
            <Table.Th visibleFrom="sm">Accepted</Table.Th>
            <Table.Th visibleFrom="sm">Why</Table.Th>
            <Table.Th>What to do</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {events.map((event) => (
            <Table.Tr key={event.id}>
              <Table.Td>
                <JobLink id={event.jobId} short />
              </Table.Td>
              <Table.Td>{event.event}</Table.Td>
              <Table.Td visibleFrom="sm">
                <Moment at={event.acceptedAt} />
              </Table.Td>
              <Table.Td visibleFrom="sm">{event.delivery.lastError}</Table.Td>
              <Table.Td miw={{ sm: 190 }}>
                <Acts event={event} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
