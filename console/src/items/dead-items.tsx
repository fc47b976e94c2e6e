import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { deadItemsQuery } from '../api/queries.js';
import { Card } from '../shared/card.js';
import { More } from '../shared/more.js';
import { Problem } from '../shared/problem.js';
import { DeadItemTable } from './item-table.js';

/** The results that Pleo did not take, with the actions for them. Nothing where there are none. */
export function DeadItems(): ReactNode {
  const list = useInfiniteQuery(deadItemsQuery);
  const items = list.data?.pages.flatMap(({ data }) => data) ?? [];
  if (items.length === 0 && !list.error) return null;
  return (
    <Card title="Dead item results">
      {list.error && <Problem error={list.error} />}
      {items.length > 0 && <DeadItemTable items={items} />}
      <More list={list} />
    </Card>
  );
}
