import { Anchor, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { overviewQuery } from '../api/queries.js';
import type { Schema } from '../api/client.js';
import { PauseDeliveries } from '../pauses/pause-deliveries.js';
import { ListLink } from '../shared/list-link.js';
import { useMayAct } from '../shared/may-act.js';
import { JobLink } from '../shared/job-link.js';
import { duration, span } from '../shared/moment.js';
import { Problem } from '../shared/problem.js';
import { count } from '../shared/words.js';
import { BacklogCard } from './backlog-card.js';
import { EventCausesCard, ItemCausesCard } from './causes-cards.js';
import { Deliveries, Latency } from './charts.js';
import { ExpiringCard } from './expiring-card.js';
import { Figure } from './figure.js';
import { PausesCard } from './pauses-card.js';
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
            <ListLink to="/events" search={{ state: 'pending', putAway: false }}>
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
              <ListLink to="/events" search={{ state: 'pending', putAway: false, oldestFirst: true }}>
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
          value={
            <ListLink to="/events" search={{ deliveredSince: hourAgo }}>
              {lastHour.delivered}
            </ListLink>
          }
          unit="an hour"
        >
          <Text size="sm" c="dimmed">
            {count(failed, 'request')} failed
            {lastHour.failedEvents > 0 && (
              <>
                , of{' '}
                <ListLink to="/events" search={{ failedSince: hourAgo }}>
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
          value={
            <ListLink to="/events" search={{ state: 'dead', putAway: false }}>
              {backlog.dead}
            </ListLink>
          }
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
            <ListLink to="/jobs" search={{ expiringWithin: 600, putAway: false }}>
              {expiring.count}
            </ListLink>
          }
        />
      </SimpleGrid>
      {pauses.length > 0 && <PausesCard pauses={pauses} mayAct={mayAct} />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Deliveries minutes={lastHour.minutes} />
        <Latency minutes={lastHour.minutes} />
        <BacklogCard backlog={backlog} />
        {deadCauses.length > 0 && <EventCausesCard causes={deadCauses} />}
        {deadItemCauses.length > 0 && <ItemCausesCard causes={deadItemCauses} />}
        {expiring.count > 0 && <ExpiringCard expiring={expiring} />}
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
