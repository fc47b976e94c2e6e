import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { CompanyLink } from '../shared/company-link.js';
import { ListLink } from '../shared/list-link.js';
import { type Column, Listing } from '../shared/listing.js';
import { Mark } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { COMPANY_TONES, PAUSES, words } from '../shared/words.js';

type Company = Schema['Company'];

const COLUMNS: Column<Company>[] = [
  { name: 'Company', show: (company) => <Name company={company} />, width: 220 },
  { name: 'State', show: ({ state }) => <Mark tone={COMPANY_TONES[state]}>{words(state)}</Mark> },
  {
    name: 'Credential',
    show: ({ credential }) => credential && `${nameOf(credential.type)}, ${words(credential.status)}`,
  },
  { name: 'Webhooks', show: ({ subscription }) => subscription && words(subscription) },
  { name: 'Last delivered', show: ({ lastDeliveredAt: at }) => at && <Moment at={at} /> },
  {
    name: 'Waiting jobs',
    show: ({ id, waiting }) => (
      <ListLink to="/jobs" search={{ companyId: id, deliveryStatus: 'pending' }}>
        {waiting}
      </ListLink>
    ),
  },
  {
    name: 'With dead letters',
    show: ({ id, dead }) => (
      <ListLink to="/jobs" search={{ companyId: id, deliveryStatus: 'dead' }}>
        {dead}
      </ListLink>
    ),
  },
  { name: 'Pause', show: ({ pause }) => pause && <Pause pause={pause} /> },
];

/** Companies with where each stands. */
export function CompanyList({ companies }: { companies: Company[] }): ReactNode {
  return <Listing rows={companies} keyOf={({ id }) => id} columns={COLUMNS} />;
}

/** `api_key` and `oauth` as people say them. */
export function nameOf(type: Schema['CredentialInShort']['type']): string {
  return type === 'api_key' ? 'API key' : 'OAuth';
}

function Name({ company: { id, note } }: { company: Company }): ReactNode {
  return (
    <>
      <CompanyLink id={id} note={note} short />
      {note !== null && (
        <Text size="xs" c="dimmed" ff="monospace">
          {id.slice(0, 8)}…
        </Text>
      )}
    </>
  );
}

function Pause({ pause: { kind, until } }: { pause: NonNullable<Company['pause']> }): ReactNode {
  return (
    <>
      {PAUSES[kind]}
      {until && (
        <>
          , until <Moment at={until} />
        </>
      )}
    </>
  );
}
