import { Anchor, Group, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Choice } from '../shared/choice.js';
import { CompanyInput } from '../shared/company-input.js';
import { Moment } from '../shared/moment.js';
import { PutAwaySwitch } from '../shared/put-away-switch.js';
import { TimeSpan } from '../shared/time-span.js';
import { choicesOf, FAILURE_TYPES } from '../shared/choices.js';
import { titleOfList, words } from '../shared/words.js';
import { EVENT_STATES, type EventsSearch, type EventState, filterOf } from './event-search.js';
import { EventsCard } from './events-card.js';

const STATES = (Object.keys(EVENT_STATES) as EventState[]).map((value) => ({
  value,
  label: EVENT_STATES[value][0],
}));

type Event = Schema['ExportJobEvent'];

/** By the compiler's word, those that there are. */
const EVENTS: Record<Event['event'], true> = {
  started: true,
  completed: true,
  completed_with_errors: true,
  failed: true,
};

/** Events by where they stand, with what to do about one, some or all of them. */
export function EventsPage(): ReactNode {
  const search = useSearch({ from: '/events' });
  const navigate = useNavigate({ from: '/events' });
  const narrow = (change: EventsSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const title = search.state ? `Events: ${EVENT_STATES[search.state][0]}` : 'Events';
  useDocumentTitle(title);
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Events
      </Title>
      <EventsCard
        title={titleOf(search)}
        filter={filterOf(search)}
        aside={
          isNarrowed && (
            <Anchor size="sm" renderRoot={(props: object) => <Link to="/events" search={{}} {...props} />}>
              Show all
            </Anchor>
          )
        }
      >
        <Narrow search={search} narrow={narrow} />
      </EventsCard>
    </Stack>
  );
}

function titleOf(search: EventsSearch): string {
  const { state, event, companyId, failure, after, before, putAway, oldestFirst, ...requests } = search;
  return titleOfList('events', [
    state && EVENT_STATES[state][0],
    event && words(event),
    companyId && 'of one company',
    failure && words(failure),
    (after ?? before) && 'accepted in a span of time',
    Object.values(requests).some((time) => time !== undefined) && 'by the time of a request',
    putAway === false && 'without companies that are put away',
    oldestFirst && 'oldest first',
  ]);
}

function Narrow({
  search,
  narrow,
}: {
  search: EventsSearch;
  narrow: (change: EventsSearch) => void;
}): ReactNode {
  return (
    <Stack gap="sm" mb="md" role="search" aria-label="Narrow the list">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <Choice label="State" choices={STATES} value={search.state} onChange={(state) => narrow({ state })} />
        <CompanyInput
          key={search.companyId}
          value={search.companyId}
          onChange={(companyId) => narrow({ companyId })}
        />
        <Choice
          label="Event"
          choices={choicesOf(EVENTS)}
          value={search.event}
          onChange={(event) => narrow({ event })}
        />
        <Choice
          label="Type of failure"
          searchable
          choices={FAILURE_TYPES}
          value={search.failure}
          onChange={(failure) => narrow({ failure })}
        />
      </SimpleGrid>
      <TimeSpan what="Accepted" value={search} onChange={({ after, before }) => narrow({ after, before })} />
      <Group gap="lg">
        <Switch
          label="Oldest first"
          checked={search.oldestFirst ?? false}
          onChange={({ currentTarget }) => narrow({ oldestFirst: currentTarget.checked || undefined })}
        />
        <PutAwaySwitch value={search.putAway} onChange={(putAway) => narrow({ putAway })} />
        {search.deliveredSince !== undefined && (
          <Text size="sm">
            Delivered since <Moment at={search.deliveredSince} distance={false} />.
          </Text>
        )}
        {search.failedSince !== undefined && (
          <Text size="sm">
            With a request to Pleo that failed since <Moment at={search.failedSince} distance={false} />.
          </Text>
        )}
      </Group>
    </Stack>
  );
}
