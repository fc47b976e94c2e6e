import { Anchor, SimpleGrid, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { type DeadItemFilter, deadItemsQuery, itemCausesQuery } from '../api/queries.js';
import { Card } from '../shared/card.js';
import { causeColumns } from '../shared/cause-columns.js';
import { Choice } from '../shared/choice.js';
import { CompanyInput } from '../shared/company-input.js';
import { type Column, Listing } from '../shared/listing.js';
import { More } from '../shared/more.js';
import { Problem } from '../shared/problem.js';
import { useReadOn } from '../shared/read-on.js';
import { TimeSpan } from '../shared/time-span.js';
import { DeadItemTable } from './item-table.js';

type Outcome = NonNullable<DeadItemFilter['outcome']>;
type Cause = Schema['DeadItemCause'];

/** What became of results, by the compiler's word all that there is. */
const OUTCOMES: Record<Outcome, string> = {
  refused: 'refused by Pleo',
  too_late: 'too late: the job was over',
  expired: 'retried for too long',
};

const CHOICES = (Object.keys(OUTCOMES) as Outcome[]).map((value) => ({ value, label: OUTCOMES[value] }));

/** The results that Pleo did not take, by cause, with the actions for them. Nothing where there are none. */
export function DeadItems({
  filter,
  narrow,
}: {
  filter: DeadItemFilter;
  narrow: (change: DeadItemFilter) => void;
}): ReactNode {
  const causes = useQuery(itemCausesQuery);
  const list = useInfiniteQuery(deadItemsQuery(filter));
  const items = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const isLooking = useReadOn(list, items.length === 0);
  const isNarrowed = Object.values(filter).some((value) => value !== undefined);
  const all = { companyId: undefined, outcome: undefined, cause: undefined };
  if (items.length === 0 && !list.error && !isNarrowed && !list.hasNextPage) return null;
  return (
    <Card
      title={isNarrowed ? 'Some dead item results' : 'Dead item results'}
      aside={
        isNarrowed && (
          <Anchor
            component="button"
            size="sm"
            onClick={() => narrow({ ...all, reportedAfter: undefined, reportedBefore: undefined })}
          >
            Show all results
          </Anchor>
        )
      }
    >
      {causes.error && <Problem error={causes.error} />}
      {causes.data && causes.data.data.length > 0 && <Causes causes={causes.data.data} filter={filter} />}
      <Narrow filter={filter} narrow={narrow} />
      {list.error && <Problem error={list.error} />}
      {isLooking && <Text role="status">Looking among more results …</Text>}
      {list.data && items.length === 0 && !isLooking && (
        <Text role="status">
          {list.hasNextPage
            ? 'No dead result matches so far; there are more to look at.'
            : 'No dead result matches.'}
        </Text>
      )}
      {items.length > 0 && <DeadItemTable items={items} />}
      {!isLooking && <More list={list} />}
    </Card>
  );
}

function Causes({ causes, filter }: { causes: Cause[]; filter: DeadItemFilter }): ReactNode {
  const why: Column<Cause> = {
    name: 'Why',
    show: ({ outcome, cause }) => {
      const isChosen = filter.outcome === outcome && filter.cause === cause;
      return (
        <Anchor
          size="sm"
          fw={isChosen ? 700 : 400}
          aria-current={isChosen}
          renderRoot={(props: object) => (
            <Link
              to="/dead-letters"
              search={(before: object) => ({ ...before, outcome: outcome as Outcome, cause })}
              {...props}
            />
          )}
        >
          {nameOfCause({ outcome, cause })}
        </Anchor>
      );
    },
  };
  return (
    <Listing
      rows={causes}
      keyOf={({ outcome, cause }) => `${outcome} ${cause}`}
      columns={[why, ...causeColumns('Results', 'First and last report')]}
    />
  );
}

/** What became of results for one cause, and the cause where it is a name: a whole text is told beside it. */
export function nameOfCause({ outcome, cause }: Pick<Cause, 'outcome' | 'cause'>): string {
  const name = OUTCOMES[outcome as Outcome];
  return cause === '' || cause.includes(' ') ? name : `${name}: ${cause}`;
}

function Narrow({
  filter,
  narrow,
}: {
  filter: DeadItemFilter;
  narrow: (change: DeadItemFilter) => void;
}): ReactNode {
  return (
    <Stack gap="sm" my="md" role="search" aria-label="Narrow the results">
      <SimpleGrid cols={{ base: 1, xs: 2 }} maw={520}>
        <CompanyInput
          key={filter.companyId}
          value={filter.companyId}
          onChange={(companyId) => narrow({ companyId })}
        />
        <Choice
          label="What became of them"
          none="Whatever"
          choices={CHOICES}
          value={filter.outcome}
          onChange={(outcome) => narrow({ outcome, cause: undefined })}
        />
      </SimpleGrid>
      <TimeSpan
        what="Reported"
        value={{ after: filter.reportedAfter, before: filter.reportedBefore }}
        onChange={({ after, before }) => narrow({ reportedAfter: after, reportedBefore: before })}
      />
    </Stack>
  );
}
