import { Anchor, Button, CopyButton, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiProblem, type Schema } from '../api/client.js';
import { companyQuery, credentialQuery } from '../api/queries.js';
import { EventsCard } from '../events/events-card.js';
import { Card } from '../shared/card.js';
import { Facts } from '../shared/facts.js';
import { ListLink } from '../shared/list-link.js';
import { useMayAct } from '../shared/may-act.js';
import { Moment } from '../shared/moment.js';
import { Problem } from '../shared/problem.js';
import { PauseDeliveries } from '../pauses/pause-deliveries.js';
import { PausedUntil } from '../pauses/paused-until.js';
import { ConnectCard } from './connect-card.js';
import { ConnectionCard } from './connection-card.js';
import { EditNote } from './edit-note.js';
import { HandPause } from './hand-pause.js';
import { PartCard } from './part-card.js';
import { Standing } from './standing.js';

type Company = Schema['Company'];

/** One company: where it stands, what to do about that, and its dead events. It need not be known yet. */
export function CompanyPage(): ReactNode {
  const { id } = useParams({ from: '/companies/$id' });
  const { data, error } = useQuery(companyQuery(id));
  const mayAct = useMayAct();
  const isUnknown = error instanceof ApiProblem && error.status === 404;
  const company = isUnknown ? null : (data ?? null);
  const { data: credential } = useQuery({
    ...credentialQuery(id),
    enabled: mayAct && company !== null && company.credential !== null,
  });
  const shown = company?.credential ? credential : undefined;
  useDocumentTitle(company?.note ?? `Company ${id}`);
  return (
    <Stack gap="md">
      <Heading id={id} note={company?.note ?? null} mayAct={mayAct && (company !== null || isUnknown)} />
      {error && !isUnknown && <Problem error={error} />}
      {(company || isUnknown) && <Standing company={company} credential={shown} />}
      {company?.pause?.kind === 'by_hand' && <HandPause company={company} mayAct={mayAct} />}
      {company && (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <ConnectionCard company={company} credential={shown} />
          <MessagesCard company={company} mayAct={mayAct} />
        </SimpleGrid>
      )}
      {(company || isUnknown) && mayAct && <ConnectCard key={id} companyId={id} credential={shown} />}
      {company && <DeadCard company={company} />}
      {company && mayAct && <PartCard key={`part ${id}`} company={company} />}
      {(company || isUnknown) && !mayAct && (
        <Text size="sm" c="dimmed">
          Your key may read. One with the scope admin may connect a company, put it away and disconnect it.
        </Text>
      )}
    </Stack>
  );
}

function Heading({ id, note, mayAct }: { id: string; note: string | null; mayAct: boolean }): ReactNode {
  const idInItsType = (
    <Text span inherit ff="monospace" fw={500} style={{ overflowWrap: 'anywhere' }}>
      {id}
    </Text>
  );
  return (
    <Group gap="xs">
      <Title order={1} size="h3" style={{ overflowWrap: 'anywhere' }}>
        {note ?? <>Company {idInItsType}</>}
      </Title>
      {note !== null && <Text c="dimmed">{idInItsType}</Text>}
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-sm" onClick={copy}>
            {copied ? 'Copied' : 'Copy the id'}
          </Button>
        )}
      </CopyButton>
      {mayAct && <EditNote companyId={id} note={note} />}
    </Group>
  );
}

function MessagesCard({
  company: { id, waiting, dead, lastDeliveredAt, pause, putAway },
  mayAct,
}: {
  company: Company;
  mayAct: boolean;
}): ReactNode {
  const isPaused = pause?.kind === 'by_hand' && !pause.isOfAll;
  return (
    <Card title="Jobs" aside={mayAct && !putAway && !isPaused && <PauseDeliveries companyId={id} />}>
      <Facts
        facts={[
          [
            'Waiting',
            <ListLink to="/jobs" key="waiting" search={{ companyId: id, deliveryStatus: 'pending' }}>
              {waiting}
            </ListLink>,
          ],
          [
            'With dead letters',
            <ListLink to="/jobs" key="dead" search={{ companyId: id, deliveryStatus: 'dead' }}>
              {dead}
            </ListLink>,
          ],
          [
            'Last delivered',
            lastDeliveredAt ? <Moment at={lastDeliveredAt} /> : 'nothing of its newest jobs',
          ],
          ['Paused until', pause && <PausedUntil pause={pause} />],
        ]}
      />
      <Anchor
        size="sm"
        mt="sm"
        display="inline-block"
        renderRoot={(props: object) => <Link to="/jobs" search={{ companyId: id }} {...props} />}
      >
        Its jobs
      </Anchor>
    </Card>
  );
}

/** The dead events of the company's jobs; nothing where there are none. */
function DeadCard({ company: { id, dead } }: { company: Company }): ReactNode {
  if (dead === 0) return null;
  return (
    <EventsCard title="Dead events" filter={{ companyId: id, deliveryStatus: 'dead' }}>
      <Text size="sm" mb="sm">
        Dead item results stand on the pages of their jobs, and under{' '}
        <Anchor
          inherit
          renderRoot={(props: object) => <Link to="/dead-letters" search={{ companyId: id }} {...props} />}
        >
          Dead letters
        </Anchor>
        .
      </Text>
    </EventsCard>
  );
}
