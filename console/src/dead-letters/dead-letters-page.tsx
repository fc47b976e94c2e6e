import { Anchor, Box, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { causesQuery, type DeadItemFilter, type EventFilter } from '../api/queries.js';
import { EventsCard } from '../events/events-card.js';
import { DeadItems } from '../items/dead-items.js';
import { Card } from '../shared/card.js';
import { causeColumns } from '../shared/cause-columns.js';
import { type Column, Listing } from '../shared/listing.js';
import { Problem } from '../shared/problem.js';
import { TimeSpan } from '../shared/time-span.js';

/** Which dead events are shown. */
interface EventsShown {
  statusCode?: number;
  errorType?: string;
  after?: string;
  before?: string;
}

/** And which results. */
export type DeadLettersSearch = EventsShown & Omit<DeadItemFilter, 'jobId' | 'putAway'>;

/** The filters in the page's address; the relay checks the values. */
export function deadLettersSearch(search: Record<string, unknown>): DeadLettersSearch {
  return { ...eventsShown(search), ...resultsShown(search) };
}

function eventsShown(search: DeadLettersSearch): EventsShown {
  const { statusCode, errorType, after, before } = search;
  return { statusCode, errorType, after, before };
}

function resultsShown(search: DeadLettersSearch): DeadItemFilter {
  const { companyId, outcome, cause, reportedAfter, reportedBefore } = search;
  return { companyId, outcome, cause, reportedAfter, reportedBefore };
}

/** Dead item results, and dead events by cause, with the actions for them. */
export function DeadLettersPage(): ReactNode {
  const search = useSearch({ from: '/dead-letters' });
  useDocumentTitle('Dead letters');
  const navigate = useNavigate({ from: '/dead-letters' });
  const narrow = (change: DeadLettersSearch) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  const causes = useQuery(causesQuery({ lastTriedAfter: search.after, lastTriedBefore: search.before }));
  const isNarrowed = Object.values(eventsShown(search)).some((value) => value !== undefined);
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Dead letters
      </Title>
      <DeadItems filter={resultsShown(search)} narrow={narrow} />
      <Card
        title="By cause"
        aside={
          isNarrowed && (
            <Anchor
              size="sm"
              renderRoot={(props: object) => (
                <Link to="/dead-letters" search={resultsShown(search)} {...props} />
              )}
            >
              Show all
            </Anchor>
          )
        }
      >
        <Box mb="md" role="search" aria-label="Narrow by time">
          <TimeSpan what="Failed" value={search} onChange={narrow} />
        </Box>
        {causes.error && <Problem error={causes.error} />}
        {causes.data && <Causes causes={causes.data.data} search={search} />}
      </Card>
      <EventsCard title={titleOf(search)} filter={filterOf(search)} />
    </Stack>
  );
}

function filterOf({ statusCode, errorType, after, before }: DeadLettersSearch): EventFilter {
  return {
    deliveryStatus: 'dead',
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
  const columns: Column<Schema['DeadCause']>[] = [
    {
      name: 'Pleo answered',
      show: ({ statusCode, errorType }) => {
        const isChosen = search.statusCode === statusCode && search.errorType === errorType;
        return (
          <Anchor
            size="sm"
            fw={isChosen ? 700 : 400}
            aria-current={isChosen}
            renderRoot={(props: object) => (
              <Link to="/dead-letters" search={{ ...search, statusCode, errorType }} {...props} />
            )}
          >
            {nameOf(statusCode, errorType)}
          </Anchor>
        );
      },
    },
    ...causeColumns('Events', 'First and last failure'),
  ];
  return (
    <Listing
      rows={causes}
      keyOf={({ statusCode, errorType }) => `${statusCode} ${errorType}`}
      columns={columns}
    />
  );
}
