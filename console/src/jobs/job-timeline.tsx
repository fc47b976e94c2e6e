import { Text, Timeline } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { colorOf, type Tone } from '../shared/mark.js';
import { duration, Moment } from '../shared/moment.js';
import { words } from '../shared/words.js';

type Entry = Schema['TimelineEntry'];

const TITLES: Partial<Record<string, string>> & Record<Entry['type'], string> = {
  registered: 'Known',
  accepted: 'Accepted',
  expired: 'Expired',
  attempt: 'Sent to Pleo',
  retry_planned: 'To be sent again',
  delivered: 'Delivered',
  dead: 'Given up',
  redelivered: 'Redelivered by hand',
  discarded: 'Discarded by hand',
  let_go: 'Waits for dead results no longer',
};

/** Types that are about a message: an event or, where none is named, the job's results. */
const OF_MESSAGES: ReadonlySet<string> = new Set<Entry['type']>([
  'accepted',
  'attempt',
  'retry_planned',
  'delivered',
  'dead',
  'redelivered',
  'discarded',
]);

/** All that happened to a job, oldest first. */
export function JobTimeline({ entries }: { entries: Entry[] }): ReactNode {
  return (
    <Timeline bulletSize={14} lineWidth={2} active={-1}>
      {entries.map((entry, index) => (
        <Timeline.Item
          key={index}
          title={titleOf(entry)}
          bullet={
            <span
              style={{ width: 10, height: 10, borderRadius: '50%', background: colorOf(toneOf(entry)) }}
            />
          }
        >
          {!isSaidByTitle(entry) && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {entry.summary}
            </Text>
          )}
          <Text size="sm" c="dimmed">
            <Moment at={entry.at} />
            {entry.durationMs !== null && `, took ${duration(entry.durationMs)}`}
            {entry.by !== null && `, by ${entry.by}`}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

/** Whether the summary only repeats the title. */
function isSaidByTitle({ event, summary }: Entry): boolean {
  return summary === `"${event}" was accepted.` || summary === `Pleo knows of "${event}".`;
}

/** A type that a newer relay knows and this page does not is shown as it is called. */
function titleOf({ type, event, attempt, statusCode }: Entry): string {
  const subject = event ?? (OF_MESSAGES.has(type) ? 'item results' : null);
  const title = [TITLES[type] ?? words(type), subject].filter((part) => part !== null).join(': ');
  return type === 'attempt' ? `${title}, attempt ${attempt}, ${statusCode ?? 'no answer'}` : title;
}

function toneOf({ type, outcome }: { type: string; outcome: string | null }): Tone {
  switch (type) {
    case 'delivered':
      return 'good';
    case 'attempt':
      return outcome === 'delivered' || outcome === 'confirmed' ? 'good' : 'warn';
    case 'retry_planned':
    case 'let_go':
      return 'warn';
    case 'dead':
    case 'expired':
      return 'bad';
    case 'accepted':
    case 'redelivered':
      return 'busy';
    default:
      return 'quiet';
  }
}
