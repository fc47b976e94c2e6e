import { Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Acts } from '../dead-letters/acts.js';
import { colorOf, type Tone } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { count } from '../shared/words.js';

/** Why the next event of a job has not been sent to Pleo, and what to do about it. */
export function WaitReason({
  job,
  events,
}: {
  job: Schema['ExportJob'];
  events: Schema['ExportJobEvent'][];
}): ReactNode {
  const waiting = events.filter(({ delivery: { status } }) => status === 'pending' || status === 'dead');
  const [head, ...behind] = waiting;
  const { tone, sentence } = head ? ofHead(head) : ofNothing(job);
  return (
    <Paper
      withBorder
      p="md"
      bg="var(--surface)"
      style={{ borderLeft: `6px solid ${colorOf(tone)}` }}
      role="status"
    >
      <Group justify="space-between">
        <Stack gap={4} maw={760}>
          <Text fw={600}>{sentence}</Text>
          {behind.length > 0 && (
            <Text size="sm">
              {count(behind.length, 'event')} ({behind.map(({ event }) => `“${event}”`).join(', ')}) must wait
              for it, because Pleo hears of a job in order.
            </Text>
          )}
        </Stack>
        {head?.delivery.status === 'dead' && <Acts event={head} />}
      </Group>
    </Paper>
  );
}

function ofHead({ event, delivery }: Schema['ExportJobEvent']): { tone: Tone; sentence: ReactNode } {
  const { status, waitingFor, lastError, attempts } = delivery;
  const until = waitingFor?.until && <Moment at={waitingFor.until} />;
  if (status === 'dead') {
    return {
      tone: 'bad',
      sentence: (
        <>
          “{event}” is dead after {count(attempts, 'attempt')}: {lastError} Mend the cause and redeliver it,
          or discard it.
        </>
      ),
    };
  }
  switch (waitingFor?.reason) {
    case 'paused':
      return {
        tone: 'warn',
        sentence: (
          <>
            “{event}” waits because deliveries with its credential are paused; they go on, or are tried again,
            at {until}. The overview says why.
          </>
        ),
      };
    case 'retry':
      return {
        tone: 'warn',
        sentence: (
          <>
            “{event}” met a fault that passes: {lastError} It is sent again at {until}.
          </>
        ),
      };
    default:
      return { tone: 'busy', sentence: <>“{event}” is on its way to Pleo right now.</> };
  }
}

function ofNothing({ completedAt, expiresAt, status }: Schema['ExportJob']): {
  tone: Tone;
  sentence: ReactNode;
} {
  if (completedAt !== null) {
    return { tone: 'good', sentence: 'Nothing waits: the job has ended, and Pleo knows all that happened.' };
  }
  return {
    tone: 'quiet',
    sentence: (
      <>
        Nothing waits for Pleo. {status === 'pending' ? 'No worker has started the job' : 'A worker is at it'}
        ; it fails at <Moment at={expiresAt} /> unless something is heard of it.
      </>
    ),
  };
}
