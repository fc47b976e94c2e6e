import { Button, Group, SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';
import { TimeInput } from './time-input.js';
import { useZone, type Zone } from './zone.js';

/** From when, and until when; each may be open. */
export interface Span {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

const BEGINNINGS: [name: string, beginning: (now: Date, zone: Zone) => number][] = [
  ['Last hour', (now) => now.getTime() - 3_600_000],
  ['Today', midnight],
  ['Last 7 days', (now) => now.getTime() - 7 * 86_400_000],
];

/**
 * Asks for a span of time. A name such as "Last hour" becomes the times that it stands for, so a link shows others
 * the same.
 */
export function TimeSpan({
  what,
  value: { after, before },
  onChange,
}: {
  /** What happened in that time, such as `Created`. */
  what: string;
  value: Span;
  onChange: (value: Span) => void;
}): ReactNode {
  const zone = useZone();
  return (
    <div>
      <SimpleGrid cols={{ base: 1, xs: 2 }} maw={520}>
        <TimeInput label={`${what} after`} value={after} onChange={(at) => onChange({ after: at, before })} />
        <TimeInput
          label={`${what} before`}
          value={before}
          onChange={(at) => onChange({ after, before: at })}
        />
      </SimpleGrid>
      <Group gap="xs" mt="xs" role="group" aria-label={`${what} in the`}>
        {BEGINNINGS.map(([name, beginning]) => (
          <Button
            key={name}
            variant="default"
            size="compact-sm"
            onClick={() =>
              onChange({ after: new Date(beginning(new Date(), zone)).toISOString(), before: undefined })
            }
          >
            {name}
          </Button>
        ))}
        {(after ?? before) !== undefined && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => onChange({ after: undefined, before: undefined })}
          >
            Any time
          </Button>
        )}
      </Group>
    </div>
  );
}

function midnight(now: Date, zone: Zone): number {
  const start = new Date(now);
  return zone === 'utc' ? start.setUTCHours(0, 0, 0, 0) : start.setHours(0, 0, 0, 0);
}
