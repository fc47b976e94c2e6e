import { Anchor, Table, Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import type { DeadLettersSearch } from '../dead-letters/dead-letters-page.js';
import { nameOfCause } from '../items/dead-items.js';
import { Card } from '../shared/card.js';

/** Why events are dead; each cause leads to them. */
export function EventCausesCard({ causes }: { causes: Schema['DeadCause'][] }): ReactNode {
  return (
    <CausesCard
      title="Why events are dead"
      what="events"
      causes={causes.map(({ statusCode, errorType, outcome, ...cause }) => ({
        ...cause,
        outcome,
        name: `${statusCode === 0 ? 'No answer' : statusCode} ${errorType}`,
        search: { statusCode, errorType },
      }))}
    />
  );
}

/** The same of item results. */
export function ItemCausesCard({ causes }: { causes: Schema['DeadItemCause'][] }): ReactNode {
  return (
    <CausesCard
      title="Why item results are dead"
      what="results"
      causes={causes.map(({ cause, ...one }) => ({
        ...one,
        name: nameOfCause({ ...one, cause }),
        search: { outcome: one.outcome as NonNullable<DeadLettersSearch['outcome']>, cause },
      }))}
    />
  );
}

interface ShownCause extends Pick<Schema['DeadItemCause'], 'count' | 'outcome' | 'error'> {
  readonly name: string;
  readonly search: DeadLettersSearch;
}

/** The most frequent causes; each leads to what is dead for it. */
function CausesCard({
  title,
  what,
  causes,
}: {
  title: string;
  what: string;
  causes: ShownCause[];
}): ReactNode {
  return (
    <Card title={title}>
      <Table>
        <Table.Tbody>
          {causes.slice(0, 5).map(({ name, search, count, outcome, error }) => (
            <Table.Tr key={JSON.stringify(search)}>
              <Table.Th scope="row" style={{ overflowWrap: 'anywhere' }}>
                <Anchor
                  size="sm"
                  renderRoot={(props: object) => <Link to="/dead-letters" search={search} {...props} />}
                >
                  {name}
                </Anchor>
                <Text size="sm">{error ?? outcome}</Text>
              </Table.Th>
              <Table.Td ta="right">
                {count.toLocaleString()}
                <VisuallyHidden> {what}</VisuallyHidden>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
