import { Group, SimpleGrid, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { type ItemFilter, itemsOfJobQuery } from '../api/queries.js';
import { Card } from '../shared/card.js';
import { Choice } from '../shared/choice.js';
import { choicesOf } from '../shared/choices.js';
import { Mark, type Tone } from '../shared/mark.js';
import { More } from '../shared/more.js';
import { Problem } from '../shared/problem.js';
import { DELIVERY_TONES, ITEM_TONES } from '../shared/words.js';
import { ItemTable } from './item-table.js';

type Job = Schema['ExportJob'];

const COUNTS: [name: keyof Job['items'], tone: Tone, words: string][] = [
  ['successful', 'good', 'successful'],
  ['failed', 'warn', 'failed'],
  ['inProgress', 'busy', 'in progress'],
  ['pendingDelivery', 'busy', 'waiting for delivery'],
  ['dead', 'bad', 'dead'],
];

const STATUSES = choicesOf(ITEM_TONES);
const DELIVERY_STATUSES = choicesOf(DELIVERY_TONES);

/** The results of a job: how many there are of each kind, and a list of them. Nothing where none was reported. */
export function ItemsCard({
  job,
  filter,
  onFilter,
}: {
  job: Job;
  filter: ItemFilter;
  onFilter: (filter: ItemFilter) => void;
}): ReactNode {
  const { successful, failed, inProgress } = job.items;
  const reported = successful + failed + inProgress;
  if (reported === 0) return null;
  return (
    <Card
      title="Item results"
      aside={
        <Text size="sm" c="dimmed">
          {reported.toLocaleString()}
          {job.numberOfItems !== null && ` of ${job.numberOfItems.toLocaleString()}`} reported
        </Text>
      }
    >
      <Counts items={job.items} />
      <SimpleGrid cols={2} maw={520} mb="md" role="search" aria-label="Narrow the results">
        <Choice
          label="Result"
          choices={STATUSES}
          value={filter.status}
          onChange={(status) => onFilter({ ...filter, status })}
        />
        <Choice
          label="At Pleo"
          choices={DELIVERY_STATUSES}
          value={filter.deliveryStatus}
          onChange={(deliveryStatus) => onFilter({ ...filter, deliveryStatus })}
        />
      </SimpleGrid>
      <List jobId={job.id} filter={filter} />
    </Card>
  );
}

function Counts({ items }: { items: Job['items'] }): ReactNode {
  return (
    <Group component="ul" gap="xs" p={0} mt={0} mb="md" style={{ listStyle: 'none', columnGap: 24 }}>
      {COUNTS.map(([name, tone, sentence]) => (
        <li key={name}>
          <Mark tone={items[name] === 0 ? 'quiet' : tone}>
            {items[name].toLocaleString()} {sentence}
          </Mark>
        </li>
      ))}
    </Group>
  );
}

function List({ jobId, filter }: { jobId: string; filter: ItemFilter }): ReactNode {
  const list = useInfiniteQuery(itemsOfJobQuery(jobId, filter));
  const items = list.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      {list.error && <Problem error={list.error} />}
      {list.data && items.length === 0 && <Text>No result matches.</Text>}
      {items.length > 0 && <ItemTable items={items} />}
      <More list={list} />
    </>
  );
}
