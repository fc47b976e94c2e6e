import { Progress, Table, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import type { EventState } from '../events/event-search.js';
import { Card } from '../shared/card.js';
import { ListLink } from '../shared/list-link.js';
import { Mark, type Tone, colorOf } from '../shared/mark.js';

const REASONS: [name: keyof Schema['Backlog'], state: EventState, tone: Tone, sentence: string][] = [
  ['underWay', 'under_way', 'good', 'On their way to Pleo'],
  ['due', 'due', 'good', 'To be sent at once'],
  ['turn', 'turn', 'busy', 'Behind what goes before them in their job'],
  ['retry', 'retry', 'warn', 'Waiting for the next try after a fault'],
  ['paused', 'paused', 'warn', 'Held back by a pause'],
  ['blocked', 'blocked', 'bad', 'Behind what is dead in their job'],
  ['dead', 'dead', 'bad', 'Dead: to be redelivered or discarded'],
];

/** The undelivered events, by what they wait for; each number leads to them. */
export function BacklogCard({ backlog }: { backlog: Schema['Backlog'] }): ReactNode {
  const reasons = REASONS.map(([name, state, tone, sentence]) => ({
    state,
    tone,
    sentence,
    count: Number(backlog[name]),
  }));
  return (
    <Card title="What events wait for">
      {backlog.events === 0 ? (
        <Text>Nothing waits: Pleo knows of every event.</Text>
      ) : (
        <>
          <Progress.Root size="lg" mb="xs" aria-hidden>
            {reasons.map(({ tone, sentence, count }) => (
              <Progress.Section key={sentence} value={(100 * count) / backlog.events} color={colorOf(tone)} />
            ))}
          </Progress.Root>
          <Table>
            <Table.Tbody>
              {reasons
                .filter(({ count }) => count > 0)
                .map(({ state, tone, sentence, count }) => (
                  <Table.Tr key={sentence}>
                    <Table.Th scope="row" fw={400}>
                      <Mark tone={tone}>{sentence}</Mark>
                    </Table.Th>
                    <Table.Td ta="right">
                      <ListLink to="/events" search={{ state, putAway: false }}>
                        {count.toLocaleString()}
                        <VisuallyHidden> events</VisuallyHidden>
                      </ListLink>
                    </Table.Td>
                  </Table.Tr>
                ))}
            </Table.Tbody>
          </Table>
          {backlog.isPartial && <Text size="sm">The backlog is larger than what is counted here.</Text>}
        </>
      )}
    </Card>
  );
}
