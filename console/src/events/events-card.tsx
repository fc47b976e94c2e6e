import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type EventFilter, eventsQuery } from '../api/queries.js';
import { Card } from '../shared/card.js';
import { useMayAct } from '../shared/may-act.js';
import { More } from '../shared/more.js';
import { Problem } from '../shared/problem.js';
import { useReadOn } from '../shared/read-on.js';
import { ActOnMany, type ManyAct } from './act-on-many.js';
import { EventList } from './event-list.js';

/** The events that match, and for keys that may: what to do about one, some, or all of them. Keyed by the filter. */
export function EventsCard({
  title,
  filter,
  aside,
  children,
}: {
  title: string;
  filter: EventFilter;
  aside?: ReactNode;
  /** Stands above the list. */
  children?: ReactNode;
}): ReactNode {
  const list = useInfiniteQuery(eventsQuery(filter));
  const events = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const isLooking = useReadOn(list, events.length === 0);
  const { deliveryStatus } = filter;
  const mayAct = useMayAct() && (deliveryStatus === 'dead' || deliveryStatus === 'pending');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // What was delivered meanwhile is not shown any more, and not meant.
  const ids = new Set(events.map(({ id }) => id).filter((id) => chosen.has(id)));
  const select = (some: readonly string[], isSelected: boolean) =>
    setChosen(
      new Set([...ids, ...(isSelected ? some : [])].filter((id) => isSelected || !some.includes(id))),
    );
  const acts: ManyAct[] = deliveryStatus === 'dead' ? ['redeliver', 'discard'] : ['discard'];
  return (
    <Card title={title} aside={aside}>
      {children}
      {mayAct && (
        <Group gap="xs" mb="md" role="group" aria-label="What to do about many">
          {acts.map((act) => (
            <ActOnMany
              key={act}
              act={act}
              filter={ids.size > 0 ? { deliveryStatus } : filter}
              ids={ids.size > 0 ? [...ids] : null}
              isEmpty={events.length === 0}
            />
          ))}
          {ids.size > 0 && (
            <Button variant="subtle" size="compact-sm" onClick={() => setChosen(new Set())}>
              Select none
            </Button>
          )}
        </Group>
      )}
      {list.error && <Problem error={list.error} />}
      {isLooking && <Text role="status">Looking among more events …</Text>}
      {list.data && events.length === 0 && !isLooking && (
        <Text role="status">
          {list.hasNextPage
            ? 'No event matches so far; there are more to search.'
            : deliveryStatus === 'dead'
              ? 'No event is dead here.'
              : 'No event matches.'}
        </Text>
      )}
      {events.length > 0 && <EventList events={events} selection={mayAct ? { ids, select } : null} />}
      {!isLooking && <More list={list} />}
    </Card>
  );
}
