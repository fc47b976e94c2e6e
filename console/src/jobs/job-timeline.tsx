import { Text, Timeline } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { colorOf, type Tone } from '../shared/mark.js';
import { duration, Moment } from '../shared/moment.js';
import { words } from '../shared/words.js';

type Entry = Schema['TimelineEntry'];

const TITLES: Record<Entry['type'], string> = {
  registered: 'Known',
  accepted: 'Accepted',
  expired: 'Expired',
  earlier_attempts: 'Sent to Pleo before',
  attempt: 'Sent to Pleo',
  retry_planned: 'To be sent again',
  delivered: 'Delivered',
  dead: 'Given up',
  redelivered: 'Redelivered by hand',
  discarded: 'Discarded by hand',
  pleo_read: "Pleo's hour",
  let_go: 'Final event let go',
};

/** Whose title says already what they are about. */
const OF_THEMSELVES: ReadonlySet<string> = new Set(['registered', 'pleo_read', 'let_go']);

/** Whether the summary only repeats the title. */
function isSaidByTitle({ type, event, summary }: Entry): boolean {
  if (event === null) return false;
  return type === 'delivered' || summary === `"${event}" was accepted.`;
}

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

/** Of a type that only a newer relay knows: what it is called. */
function titleOf({ type, event, attempt, statusCode }: Entry): string {
  const title: string | undefined = TITLES[type];
  if (title === undefined) return words(type);
  const subject = event ? `: ${event}` : OF_THEMSELVES.has(type) ? '' : ': results';
  if (type !== 'attempt') return `${title}${subject}`;
  return `${title}${subject}, attempt ${attempt}, ${statusCode ?? 'no answer'}`;
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
