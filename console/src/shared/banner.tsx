import { Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { colorOf, type Tone } from './mark.js';

/** What is to be known first, with what can be done about it. Screen readers announce changes. */
export function Banner({
  tone,
  sentence,
  more,
  acts,
}: {
  tone: Tone;
  sentence: ReactNode;
  more?: ReactNode;
  acts?: ReactNode;
}): ReactNode {
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
          {more && <Text size="sm">{more}</Text>}
        </Stack>
        {acts}
      </Group>
    </Paper>
  );
}
