import { Group, List, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { colorOf, type Tone } from '../shared/mark.js';
import { RESPONSIBLE } from '../shared/words.js';

const TONES: Record<Schema['Verdict']['level'], Tone> = { well: 'good', watch: 'warn', trouble: 'bad' };

/** The verdict on the whole. Screen readers announce changes. */
export function VerdictBanner({ verdict }: { verdict: Schema['Verdict'] }): ReactNode {
  const { level, responsible, headline, details } = verdict;
  return (
    <Paper
      withBorder
      p="lg"
      bg="var(--surface)"
      style={{ borderLeft: `6px solid ${colorOf(TONES[level])}` }}
      role="status"
    >
      <Group justify="space-between" align="flex-start" gap="xs">
        <Title order={1} size="h3" maw={800}>
          {headline}
        </Title>
        {responsible && <Text fw={600}>Responsible: {RESPONSIBLE[responsible]}</Text>}
      </Group>
      {details.length > 0 && (
        <List mt="sm" size="sm">
          {details.map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      )}
    </Paper>
  );
}
