import { Accordion, Code, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Schema } from '../api/client.js';
import { eventQuery } from '../api/queries.js';
import { Mark } from '../shared/mark.js';
import { duration, Moment } from '../shared/moment.js';
import { count, DELIVERY_TONES, words } from '../shared/words.js';

/** The attempts of each event of a job, with Pleo's answers. Loaded when an event is opened. */
export function EventDetails({ events }: { events: Schema['ExportJobEvent'][] }): ReactNode {
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Accordion value={opened} onChange={setOpened} variant="separated" order={3}>
      {events.map((event) => (
        <Accordion.Item key={event.id} value={event.id}>
          <Accordion.Control>
            <Mark tone={DELIVERY_TONES[event.delivery.status]}>
              {event.sequence}. {event.event}: {event.delivery.status},{' '}
              {count(event.delivery.attempts, 'attempt')}
            </Mark>
          </Accordion.Control>
          <Accordion.Panel>{opened === event.id && <Exchanges event={event} />}</Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Exchanges({ event }: { event: Schema['ExportJobEvent'] }): ReactNode {
  const { data } = useQuery(eventQuery(event.id));
  const { jobId, failureReason, failureReasonType } = event;
  return (
    <Stack gap="sm">
      {data?.attempts.length === 0 && <Text size="sm">Nothing was sent yet.</Text>}
      {data?.attempts.map((attempt) => (
        <div key={attempt.number}>
          <Text size="sm" fw={600}>
            Attempt {attempt.number}: {attempt.statusCode ?? 'no answer'}, {words(attempt.outcome)},{' '}
            {duration(attempt.durationMs)}
          </Text>
          <Text size="sm" c="dimmed">
            <Moment at={attempt.startedAt} />
            {attempt.pleoStatus !== null && `; Pleo’s job, read back, was “${attempt.pleoStatus}”`}
          </Text>
          <Text size="sm">Sent</Text>
          <Body
            text={JSON.stringify({
              jobId,
              event: attempt.sentEvent,
              ...(attempt.sentEvent === 'failed' && failureReason !== null && { failureReason }),
              ...(attempt.sentEvent === 'failed' && failureReasonType !== null && { failureReasonType }),
            })}
          />
          {attempt.responseExcerpt !== null && (
            <>
              <Text size="sm">Pleo answered</Text>
              <Body text={attempt.responseExcerpt} />
            </>
          )}
        </div>
      ))}
    </Stack>
  );
}

function Body({ text }: { text: string }): ReactNode {
  return (
    <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {text}
    </Code>
  );
}
