import { Anchor, SimpleGrid, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { overviewQuery } from '../api/queries.js';
import type { Schema } from '../api/client.js';
import { Card } from '../shared/card.js';
import { JobLink } from '../shared/job-link.js';
import { duration, Moment, span } from '../shared/moment.js';
import { Problem } from '../shared/problem.js';
import { PAUSES } from '../shared/words.js';
import { BacklogCard } from './backlog-card.js';
import { Deliveries, Latency } from './charts.js';
import { Figure } from './figure.js';
import { VerdictBanner } from './verdict-banner.js';

/** Whether everything is well; if not, what is wrong and who has to act. */
export function OverviewPage(): ReactNode {
  const { data: overview, error } = useQuery(overviewQuery);
  useDocumentTitle(overview?.verdict.headline ?? 'Overview');
  if (!overview) return error ? <Problem error={error} /> : <Text>Looking …</Text>;
  const { verdict, backlog, items, oldest, lastHour, pauses, deadCauses, expiring } = overview;
  const more = items.isPartial ? '+' : '';
  const failed = lastHour.failed.pleo + lastHour.failed.credential + lastHour.failed.us;
  return (
    <Stack gap="md">
      {error && <Problem error={error} />}
      <VerdictBanner verdict={verdict} />
      <SimpleGrid cols={{ base: 2, sm: 3, md: 6 }} spacing="sm">
        <Figure name="Waiting" value={`${backlog.events - backlog.dead}${backlog.isPartial ? '+' : ''}`}>
          {items.pending > 0 && <Results count={`${items.pending.toLocaleString()}${more}`} />}
        </Figure>
        <Figure name="Oldest waiting" value={oldest ? span(oldest.ageSeconds) : '–'}>
          {oldest && <JobLink id={oldest.jobId} short />}
        </Figure>
        <Figure name="Delivered" value={lastHour.delivered.toLocaleString()} unit="an hour">
          <Text size="sm" c="dimmed">
            {failed} failed
          </Text>
        </Figure>
        <Figure name="Accept to delivery" value={duration(lastHour.p50Ms)} unit="p50">
          <Text size="sm" c="dimmed">
            {duration(lastHour.p99Ms)} p99
          </Text>
        </Figure>
        <Figure name="Dead" value={backlog.dead.toLocaleString()}>
          {items.dead > 0 && <Results count={`${items.dead.toLocaleString()}${more}`} />}
          {backlog.dead + items.dead > 0 && (
            <Anchor size="sm" renderRoot={(props: object) => <Link to="/dead-letters" {...props} />}>
              Look at them
            </Anchor>
          )}
        </Figure>
        <Figure name="Expire in 10 min" value={expiring.count.toLocaleString()} />
      </SimpleGrid>
      {pauses.length > 0 && <Pauses pauses={pauses} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Deliveries minutes={lastHour.minutes} />
        <Latency minutes={lastHour.minutes} />
        <BacklogCard backlog={backlog} />
        {deadCauses.length > 0 && <Causes causes={deadCauses} />}
        {expiring.count > 0 && <Expiring expiring={expiring} />}
      </SimpleGrid>
    </Stack>
  );
}

/** Beside a number of events. */
function Results({ count }: { count: string }): ReactNode {
  return (
    <Text size="sm" c="dimmed">
      Item results: {count}
    </Text>
  );
}

function Pauses({ pauses }: { pauses: Schema['CurrentPause'][] }): ReactNode {
  return (
    <Card title="Paused">
      <Table.ScrollContainer minWidth={600}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Credential</Table.Th>
              <Table.Th>Why</Table.Th>
              <Table.Th>Since</Table.Th>
              <Table.Th>Next try</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pauses.map(({ credential, kind, reason, since, until }) => (
              <Table.Tr key={credential}>
                <Table.Td>{credential}</Table.Td>
                <Table.Td>
                  {PAUSES[kind]}. {reason}
                </Table.Td>
                <Table.Td>
                  <Moment at={since} />
                </Table.Td>
                <Table.Td>
                  <Moment at={until} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function Causes({ causes }: { causes: Schema['DeadCause'][] }): ReactNode {
  return (
    <Card title="Why events are dead">
      <Table>
        <Table.Tbody>
          {causes.slice(0, 5).map(({ statusCode, errorType, count, outcome, error }) => (
            <Table.Tr key={`${statusCode} ${errorType}`}>
              <Table.Th scope="row" style={{ overflowWrap: 'anywhere' }}>
                <Anchor
                  size="sm"
                  renderRoot={(props: object) => (
                    <Link to="/dead-letters" search={{ statusCode, errorType }} {...props} />
                  )}
                >
                  {statusCode === 0 ? 'No answer' : statusCode} {errorType}
                </Anchor>
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{error ?? outcome}</Table.Td>
              <Table.Td ta="right">
                {count.toLocaleString()}
                <VisuallyHidden> events</VisuallyHidden>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function Expiring({ expiring }: { expiring: Schema['ExpiringJobs'] }): ReactNode {
  return (
    <Card title="Expiring soon">
      <Table>
        <Table.Tbody>
          {expiring.first.map(({ id, expiresAt }) => (
            <Table.Tr key={id}>
              <Table.Th scope="row">
                <JobLink id={id} short />
              </Table.Th>
              <Table.Td ta="right">
                <Moment at={expiresAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {expiring.count > expiring.first.length && (
        <Anchor
          size="sm"
          renderRoot={(props: object) => <Link to="/jobs" search={{ expiringWithin: 600 }} {...props} />}
        >
          All {expiring.count.toLocaleString()}
        </Anchor>
      )}
    </Card>
  );
}
