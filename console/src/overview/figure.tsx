import { Group, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** One number to see at a glance. */
export function Figure({
  name,
  value,
  unit,
  children,
}: {
  name: string;
  /** It may be the way to what it counts. */
  value: ReactNode;
  unit?: string;
  children?: ReactNode;
}): ReactNode {
  return (
    <Paper withBorder p="sm" bg="var(--surface)" component="section" aria-label={name}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Group gap={6} align="baseline">
        <Text fz={24} fw={600} lh={1.3}>
          {value}
        </Text>
        {unit && (
          <Text size="sm" c="dimmed">
            {unit}
          </Text>
        )}
      </Group>
      {children}
    </Paper>
  );
}
