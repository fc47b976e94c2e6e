import { Checkbox, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Acts } from '../dead-letters/acts.js';
import { CompanyLink } from '../shared/company-link.js';
import { JobLink } from '../shared/job-link.js';
import { type Column, Listing } from '../shared/listing.js';
import { Moment } from '../shared/moment.js';
import { words } from '../shared/words.js';
import { EventStanding } from './event-standing.js';

type Event = Schema['ListedExportJobEvent'];

/** Some of the events of a list. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly select: (ids: readonly string[], isSelected: boolean) => void;
}

const COLUMNS: Column<Event>[] = [
  { name: 'Job', show: ({ jobId }) => <JobLink id={jobId} short /> },
  { name: 'Event', show: (event) => <Said event={event} /> },
  { name: 'Company', show: ({ companyId }) => companyId && <CompanyLink id={companyId} short /> },
  { name: 'Accepted', show: ({ acceptedAt }) => <Moment at={acceptedAt} /> },
  { name: 'At Pleo', show: ({ delivery }) => <EventStanding delivery={delivery} />, width: '30%' },
];

const TO_DO: Column<Event> = {
  name: 'What to do',
  show: (event) => event.delivery.status === 'dead' && <Acts event={event} />,
  width: 190,
};

/**
 * Events of many jobs, each with where its delivery stands. With a selection, for keys that may act: boxes to choose
 * some, and what to do about each that is dead.
 */
export function EventList({
  events,
  selection,
}: {
  events: Event[];
  selection: Selection | null;
}): ReactNode {
  const isAnyDead = events.some(({ delivery }) => delivery.status === 'dead');
  return (
    <Listing
      rows={events}
      keyOf={({ id }) => id}
      columns={[...COLUMNS, selection && isAnyDead ? TO_DO : null]}
      mark={selection ? (event) => <Box event={event} events={events} selection={selection} /> : undefined}
    />
  );
}

function Said({ event: { event, failureReasonType } }: { event: Event }): ReactNode {
  return (
    <>
      {words(event)}
      {failureReasonType !== null && (
        <Text size="sm" c="dimmed">
          {words(failureReasonType)}
        </Text>
      )}
    </>
  );
}

/** Before one event, or all that are shown. */
function Box({
  event,
  events,
  selection: { ids, select },
}: {
  event: Event | null;
  events: Event[];
  selection: Selection;
}): ReactNode {
  const meant = event ? [event.id] : events.map(({ id }) => id);
  const selected = meant.filter((id) => ids.has(id)).length;
  const isAll = selected === meant.length;
  return (
    <Checkbox
      size="xs"
      mb={4}
      aria-label={event ? `Select “${event.event}” of job ${event.jobId}` : 'Select all that are shown'}
      checked={isAll}
      indeterminate={selected > 0 && !isAll}
      onChange={() => select(meant, !isAll)}
    />
  );
}
