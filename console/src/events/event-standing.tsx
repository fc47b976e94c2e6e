import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Mark } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { EVENT_STATES, stateOf } from './event-search.js';

/** Where the delivery of an event stands, since or until when, and why. */
export function EventStanding({ delivery }: { delivery: Schema['EventDelivery'] }): ReactNode {
  const [words, tone] = EVENT_STATES[stateOf(delivery)];
  const { waitingFor, deliveredAt, lastError } = delivery;
  const why = waitingFor?.because ?? (delivery.status === 'delivered' ? null : lastError);
  return (
    <>
      <Mark tone={tone}>{words}</Mark>
      {(waitingFor?.until ?? deliveredAt) && (
        <Text size="sm" c="dimmed">
          {waitingFor?.until && 'until '}
          <Moment at={waitingFor?.until ?? deliveredAt ?? ''} />
        </Text>
      )}
      {why && <Text size="sm">{why}</Text>}
    </>
  );
}
