import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Without a value it is not shown. */
export type Fact = readonly [name: string, value: ReactNode];

/** What is known of something, each under its name. */
export function Facts({ facts }: { facts: readonly Fact[] }): ReactNode {
  return (
    <dl style={{ margin: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '6px 16px' }}>
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <Text component="dt" size="sm" c="dimmed" maw={140}>
              {name}
            </Text>
            <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
              {value}
            </Text>
          </div>
        ))}
    </dl>
  );
}
