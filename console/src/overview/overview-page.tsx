import { Anchor, Group, SimpleGrid, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { overviewQuery } from '../api/queries.js';
import type { Schema } from '../api/client.js';
import type { DeadLettersSearch } from '../dead-letters/dead-letters-page.js';
import { nameOfCause } from '../items/dead-items.js';
import { Card } from '../shared/card.js';
import { PauseDeliveries, ResumeDeliveries } from '../pauses/pause-deliveries.js';
import { PausedUntil } from '../pauses/paused-until.js';
import { CompanyLink } from '../shared/company-link.js';
import { ListLink } from '../shared/list-link.js';
import { useMayAct } from '../shared/may-act.js';
import { JobLink } from '../shared/job-link.js';
import { type Column, Listing } from '../shared/listing.js';
import { duration, Moment, span } from '../shared/moment.js';
import { Problem } from '../shared/problem.js';
import { count, PAUSES, RESPONSIBLE } from '../shared/words.js';
import { BacklogCard } from './backlog-card.js';
import { Deliveries, Latency } from './charts.js';
import { Figure } from './figure.js';
import { VerdictBanner } from './verdict-banner.js';

/** Whether everything is well; if not, what is wrong and who has to act. */
export function OverviewPage(): ReactNode {
  const { data: overview, error } = useQuery(overviewQuery);
  const mayAct = useMayAct();
  useDocumentTitle(overview?.verdict.headline ?? 'Overview');
  if (!overview) return error ? <Problem error={error} /> : <Text>Looking …</Text>;
  const { verdict, backlog, items, oldest, lastHour, pauses, deadCauses, deadItemCauses, expiring } =
    overview;
  const waiting = backlog.events - backlog.dead;
  const hourAgo = lastHour.minutes[0]?.at;
  const failed = lastHour.failed.pleo + lastHour.failed.credential + lastHour.failed.us;
  return (
    <Stack gap="md">
      {error && <Problem error={error} />}
      <VerdictBanner verdict={verdict} />
      {mayAct && !pauses.some(({ credential }) => credential === 'all') && (
        <Group>
          <PauseDeliveries />
        </Group>
      )}
      <SimpleGrid cols={{ base: 2, sm: 3, md: 6 }} spacing="sm">
        <Figure
          name="Waiting"
          value={
            <ListLink to="/events" count={waiting} search={{ state: 'pending', putAway: false }}>
              {waiting.toLocaleString()}
              {backlog.isPartial && '+'}
            </ListLink>
          }
        >
          {items.pending > 0 && <Results items={items} which="pending" />}
        </Figure>
        <Figure
          name="Oldest waiting"
          value={
            oldest ? (
              <ListLink
                to="/events"
                count={1}
                search={{ state: 'pending', putAway: false, oldestFirst: true }}
              >
                {span(oldest.ageSeconds)}
              </ListLink>
            ) : (
              '–'
            )
          }
        >
          {oldest && <JobLink id={oldest.jobId} short />}
        </Figure>
        <Figure
          name="Delivered"
          value={<ListLink to="/events" count={lastHour.delivered} search={{ deliveredSince: hourAgo }} />}
          unit="an hour"
        >
          <Text size="sm" c="dimmed">
            {count(failed, 'request')} failed
            {lastHour.failedEvents > 0 && (
              <>
                , of{' '}
                <ListLink to="/events" count={lastHour.failedEvents} search={{ failedSince: hourAgo }}>
                  {count(lastHour.failedEvents, 'event')}
                  {lastHour.failedEvents >= 1000 && ' or more'}
                </ListLink>
              </>
            )}
          </Text>
        </Figure>
        <Figure name="Accept to delivery" value={duration(lastHour.p50Ms)} unit="p50">
          <Text size="sm" c="dimmed">
            {duration(lastHour.p99Ms)} p99
          </Text>
        </Figure>
        <Figure
          name="Dead"
          value={<ListLink to="/events" count={backlog.dead} search={{ state: 'dead', putAway: false }} />}
        >
          {items.dead > 0 && <Results items={items} which="dead" />}
          {backlog.dead + items.dead > 0 && (
            <Anchor size="sm" renderRoot={(props: object) => <Link to="/dead-letters" {...props} />}>
              Look at them
            </Anchor>
          )}
        </Figure>
        <Figure
          name="Expire in 10 min"
          value={
            <Anchor
              inherit
              underline="always"
              renderRoot={(props: object) => (
                <Link to="/jobs" search={{ expiringWithin: 600, putAway: false }} {...props} />
              )}
            >
              {expiring.count.toLocaleString()}
            </Anchor>
          }
        />
      </SimpleGrid>
      {pauses.length > 0 && <Pauses pauses={pauses} mayAct={mayAct} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Deliveries minutes={lastHour.minutes} />
        <Latency minutes={lastHour.minutes} />
        <BacklogCard backlog={backlog} />
        {deadCauses.length > 0 && <Causes causes={deadCauses} />}
        {deadItemCauses.length > 0 && <ItemCauses causes={deadItemCauses} />}
        {expiring.count > 0 && <Expiring expiring={expiring} />}
      </SimpleGrid>
    </Stack>
  );
}

/** Beside a number of events; leads to the jobs whose results they are. */
function Results({ items, which }: { items: Schema['ItemsBacklog']; which: 'pending' | 'dead' }): ReactNode {
  return (
    <Text size="sm" c="dimmed">
      <Anchor
        inherit
        renderRoot={(props: object) => (
          <Link to="/jobs" search={{ deliveryStatus: which, putAway: false }} {...props} />
        )}
      >
        Item results: {items[which].toLocaleString()}
        {items.isPartial && '+'}
      </Anchor>
    </Text>
  );
}

const isOfCompany = (credential: string) => credential !== 'default' && credential !== 'all';

const PAUSE_COLUMNS: Column<Schema['CurrentPause']>[] = [
  {
    name: 'Whose',
    show: ({ credential }) => (isOfCompany(credential) ? <CompanyLink id={credential} short /> : credential),
  },
  {
    name: 'Why',
    show: ({ kind, reason }) => (kind === 'by_hand' ? reason : `${PAUSES[kind]}. ${reason}`),
  },
  { name: 'Who acts', show: ({ responsible }) => RESPONSIBLE[responsible] },
  {
    name: 'Jobs held up',
    show: ({ credential, held }) => (
      <ListLink to="/jobs" count={held} search={{ pausedBy: credential }}>
        {held >= 1000 ? '1,000 or more' : held.toLocaleString()}
      </ListLink>
    ),
  },
  { name: 'Since', show: ({ since }) => <Moment at={since} /> },
  {
    name: 'Until',
    show: (pause) => <PausedUntil pause={pause} />,
  },
];

const RESUME: Column<Schema['CurrentPause']> = {
  name: 'What to do',
  show: ({ kind, credential }) =>
    kind === 'by_hand' && <ResumeDeliveries {...(isOfCompany(credential) && { companyId: credential })} />,
};

function Pauses({ pauses, mayAct }: { pauses: Schema['CurrentPause'][]; mayAct: boolean }): ReactNode {
  const isByHand = pauses.some(({ kind }) => kind === 'by_hand');
  return (
    <Card title="Paused">
      <Listing
        rows={pauses}
        keyOf={({ kind, credential }) => `${kind} ${credential}`}
        columns={mayAct && isByHand ? [...PAUSE_COLUMNS, RESUME] : PAUSE_COLUMNS}
      />
    </Card>
  );
}

function Causes({ causes }: { causes: Schema['DeadCause'][] }): ReactNode {
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

function ItemCauses({ causes }: { causes: Schema['DeadItemCause'][] }): ReactNode {
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
          renderRoot={(props: object) => (
            <Link to="/jobs" search={{ expiringWithin: 600, putAway: false }} {...props} />
          )}
        >
          All {expiring.count.toLocaleString()}
        </Anchor>
      )}
    </Card>
  );
}
