import { Stack, Text, Timeline, UnstyledButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Schema } from '../api/client.js';
import { colorOf, type Tone } from '../shared/mark.js';
import { duration, Moment } from '../shared/moment.js';
import { Sentence } from '../shared/sentence.js';
import { words } from '../shared/words.js';
import { isOfLease } from './holder.js';
import { type Line, type Run, runsOf } from './timeline-lines.js';

type Entry = Schema['TimelineEntry'];

const TITLES: Record<Entry['type'], string> = {
  registered: 'Known',
  accepted: 'Accepted',
  claimed: 'Claimed',
  resumed: 'Claimed again',
  released: 'Given back',
  lapsed: 'Lease ran out',
  expired: 'Expired',
  earlier_attempts: 'Sent to Pleo before',
  attempt: 'Sent to Pleo',
  retry_planned: 'To be sent again',
  delivered: 'Delivered',
  dead: 'Given up',
  redelivered: 'Redelivered by hand',
  discarded: 'Discarded by hand',
  pleo_read: "Pleo's hour",
  let_go: 'Final event released',
};

/** Whose title says already what they are about. */
const OF_THEMSELVES: ReadonlySet<string> = new Set(['registered', 'pleo_read', 'let_go']);

/** Whether the summary only repeats the title. */
function isSaidByTitle({ type, event, summary }: Entry): boolean {
  if (type === 'retry_planned') return true;
  if (event === null) return isOfLease(type) && type !== 'lapsed';
  return type === 'delivered' || summary === `"${event}" was accepted.`;
}

/** All that happened to a job, oldest first. Attempts that came to the same are one line, which opens. */
export function JobTimeline({ entries }: { entries: Entry[] }): ReactNode {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  return (
    <Timeline bulletSize={14} lineWidth={2} active={-1}>
      {runsOf(entries).map((run, index) => {
        const key = keyOf(run[0]);
        const isOpen = opened.has(key);
        const toggle = () => setOpened((before) => toggled(before, key));
        return (
          <Timeline.Item
            key={`${index} ${key}`}
            title={
              run.length === 1 ? (
                titleOf(run[0].entry)
              ) : (
                <Opener run={run} isOpen={isOpen} onToggle={toggle} />
              )
            }
            bullet={<Bullet entry={run[0].entry} />}
          >
            {run.length === 1 ? (
              <Told line={run[0]} />
            ) : isOpen ? (
              <Stack gap="xs" mt="xs">
                {run.map((line) => (
                  <div key={keyOf(line)}>
                    <Text size="sm" fw={600}>
                      {titleOf(line.entry)}
                    </Text>
                    <Told line={line} />
                  </div>
                ))}
              </Stack>
            ) : (
              <Together run={run} />
            )}
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const others = [...keys].filter((one) => one !== key);
  return new Set(others.length < keys.size ? others : [...keys, key]);
}

function keyOf({ entry: { type, eventId, attempt } }: Line): string {
  return `${type} ${eventId} ${attempt}`;
}

function Bullet({ entry }: { entry: Entry }): ReactNode {
  return <span style={{ width: 10, height: 10, borderRadius: '50%', background: colorOf(toneOf(entry)) }} />;
}

function Opener({ run, isOpen, onToggle }: { run: Run; isOpen: boolean; onToggle: () => void }): ReactNode {
  const { event, statusCode } = run[0].entry;
  return (
    <UnstyledButton fz="inherit" fw="inherit" aria-expanded={isOpen} onClick={onToggle}>
      {TITLES.attempt}: {event ?? 'results'}, {run.length} attempts, all {statusCode ?? 'no answer'}{' '}
      <span aria-hidden>{isOpen ? '▾' : '▸'}</span>
    </UnstyledButton>
  );
}

/** What an entry says beyond its title. */
function Told({ line: { entry, again } }: { line: Line }): ReactNode {
  return (
    <>
      {!isSaidByTitle(entry) && <Summary text={entry.summary} />}
      <Text size="sm" c="dimmed">
        <Moment at={entry.at} />
        {entry.durationMs !== null && `, took ${duration(entry.durationMs)}`}
        {entry.by !== null && `, ${entry.type === 'lapsed' ? 'of' : 'by'} ${entry.by}`}
        <Again at={again} />
      </Text>
    </>
  );
}

/** A run in short: what the last attempt came to. */
function Together({ run }: { run: Run }): ReactNode {
  const last = run.at(-1) ?? run[0];
  return (
    <>
      <Summary text={last.entry.summary} />
      <Text size="sm" c="dimmed">
        from <Moment at={run[0].entry.at} distance={false} /> to <Moment at={last.entry.at} />
        <Again at={last.again} />
      </Text>
    </>
  );
}

function Summary({ text }: { text: string }): ReactNode {
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      <Sentence text={text} />
    </Text>
  );
}

function Again({ at }: { at: string | null }): ReactNode {
  return (
    at !== null && (
      <>
        ; again at <Moment at={at} distance={Date.parse(at) > Date.now()} />
      </>
    )
  );
}

/** Of a type that only a newer relay knows: what it is called. */
function titleOf({ type, event, attempt, statusCode }: Entry): string {
  const title: string | undefined = TITLES[type];
  if (title === undefined) return words(type);
  const subject = event ? `: ${event}` : OF_THEMSELVES.has(type) || isOfLease(type) ? '' : ': results';
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
    case 'lapsed':
    case 'let_go':
      return 'warn';
    case 'dead':
    case 'expired':
      return 'bad';
    case 'accepted':
    case 'claimed':
    case 'resumed':
    case 'redelivered':
      return 'busy';
    default:
      return 'quiet';
  }
}
