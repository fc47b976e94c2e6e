import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { CompanyLink } from '../shared/company-link.js';
import { JobLink } from '../shared/job-link.js';
import { type Column, Listing } from '../shared/listing.js';
import { Mark } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { DELIVERY_TONES, ITEM_TONES, words } from '../shared/words.js';
import { ExternalId } from './external-id.js';
import { ItemActs } from './item-acts.js';

type Item = Schema['ExportJobItem'];

const ENTRY: Column<Item> = {
  name: 'Entry',
  show: ({ accountingEntryId }) => (
    <Text size="xs" ff="monospace">
      {accountingEntryId}
    </Text>
  ),
};

const STANDING: Column<Item>[] = [
  { name: 'Result', show: (item) => <Result item={item} /> },
  { name: 'Reported', show: ({ reportedAt }) => <Moment at={reportedAt} /> },
  { name: 'At Pleo', show: (item) => <Delivery item={item} />, width: '34%' },
];

const OF_A_JOB = [ENTRY, ...STANDING];

const OF_MANY_JOBS: Column<Schema['DeadExportJobItem']>[] = [
  ENTRY,
  { name: 'Job', show: ({ exportJobId }) => <JobLink id={exportJobId} short /> },
  { name: 'Company', show: ({ companyId }) => companyId && <CompanyLink id={companyId} short /> },
  ...STANDING,
];

/** Results of a job, each with what Pleo makes of it, and the actions for those that are dead. */
export function ItemTable({ items }: { items: Item[] }): ReactNode {
  return <Listing rows={items} keyOf={keyOf} columns={OF_A_JOB} />;
}

/** Dead results of many jobs, each with its job and whose it is, and the actions for it. */
export function DeadItemTable({ items }: { items: Schema['DeadExportJobItem'][] }): ReactNode {
  return <Listing rows={items} keyOf={keyOf} columns={OF_MANY_JOBS} />;
}

function keyOf({ exportJobId, accountingEntryId }: Item): string {
  return `${exportJobId} ${accountingEntryId}`;
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
        <Text size="sm" c="dimmed">
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
