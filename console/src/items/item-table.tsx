import { Table, Text, useMatches } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { JobLink } from '../shared/job-link.js';
import { Mark } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { DELIVERY_TONES, ITEM_TONES, words } from '../shared/words.js';
import { ExternalId } from './external-id.js';
import { ItemActs } from './item-acts.js';

type Item = Schema['ExportJobItem'];

/**
 * Results, each with what Pleo makes of it, and the actions for those that are dead. On a phone a result stands under
 * its entry.
 */
export function ItemTable({ items, withJob = false }: { items: Item[]; withJob?: boolean }): ReactNode {
  const isWide = useMatches({ base: false, sm: true });
  return (
    <Table.ScrollContainer minWidth={280}>
      <Table layout="fixed" styles={{ td: { verticalAlign: 'top', overflowWrap: 'anywhere' } }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{withJob ? 'Entry and job' : 'Entry'}</Table.Th>
            {isWide && <Table.Th>Result</Table.Th>}
            <Table.Th w={isWide ? '38%' : '52%'}>At Pleo</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={`${item.exportJobId} ${item.accountingEntryId}`}>
              <Table.Td>
                <Text size="xs" ff="monospace">
                  {item.accountingEntryId}
                </Text>
                {withJob && (
                  <Text size="sm">
                    Job <JobLink id={item.exportJobId} short />
                  </Text>
                )}
                {isWide ? (
                  <Text size="sm" c="dimmed">
                    <Moment at={item.reportedAt} />
                  </Text>
                ) : (
                  <Result item={item} />
                )}
              </Table.Td>
              {isWide && (
                <Table.Td>
                  <Result item={item} />
                </Table.Td>
              )}
              <Table.Td>
                <Delivery item={item} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Result({ item }: { item: Item }): ReactNode {
  const { status, failureReasonType, failureReason } = item;
  return (
    <>
      <Mark tone={ITEM_TONES[status]}>{words(status)}</Mark>
      <Text size="sm">
        <ExternalId item={item} />
      </Text>
      {failureReasonType !== null && <Text size="sm">{words(failureReasonType)}</Text>}
      {failureReason !== null && <Text size="sm">{failureReason}</Text>}
    </>
  );
}

function Delivery({ item: { exportJobId, accountingEntryId, delivery } }: { item: Item }): ReactNode {
  const { status, deliveredAt, lastError } = delivery;
  return (
    <>
      <Mark tone={DELIVERY_TONES[status]}>{status}</Mark>
      {deliveredAt !== null && (
        <Text size="sm" c="dimmed" visibleFrom="sm">
          <Moment at={deliveredAt} />
        </Text>
      )}
      {lastError !== null && (
        <Text size="sm" mb={status === 'dead' ? 'xs' : 0}>
          {lastError}
        </Text>
      )}
      {status === 'dead' && <ItemActs jobId={exportJobId} entryId={accountingEntryId} />}
    </>
  );
}
