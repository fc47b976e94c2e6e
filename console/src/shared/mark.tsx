import { Group } from '@mantine/core';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

const COLORS: Record<Tone, string> = {
  good: 'teal.6',
  busy: 'indigo.5',
  warn: 'yellow.6',
  bad: 'red.6',
  quiet: 'gray.5',
};

/** The colour of a tone, as a CSS value. */
export function colorOf(tone: Tone): string {
  return `var(--mantine-color-${COLORS[tone].replace('.', '-')})`;
}

/** A word with a coloured dot. The word alone carries the meaning. */
export function Mark({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode {
  return (
    <Group gap={8} wrap="nowrap" component="span" display="inline-flex">
      <span
        aria-hidden
        style={{ width: 9, height: 9, borderRadius: '50%', flex: 'none', background: colorOf(tone) }}
      />
      {/* A narrow column breaks its lines between words, not in them. */}
      <span style={{ overflowWrap: 'break-word' }}>{children}</span>
    </Group>
  );
}
