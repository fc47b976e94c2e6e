import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { ResumeDeliveries } from '../pauses/pause-deliveries.js';
import { PausedUntil } from '../pauses/paused-until.js';
import { Card } from '../shared/card.js';
import { CompanyLink } from '../shared/company-link.js';
import { ListLink } from '../shared/list-link.js';
import { type Column, Listing } from '../shared/listing.js';
import { Moment } from '../shared/moment.js';
import { PAUSES, RESPONSIBLE } from '../shared/words.js';

const isOfCompany = (credential: string) => credential !== 'default' && credential !== 'all';

const COLUMNS: Column<Schema['CurrentPause']>[] = [
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
      <ListLink to="/jobs" search={{ pauseOf: credential }}>
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

/** What holds deliveries back, and what each pause holds up. */
export function PausesCard({
  pauses,
  mayAct,
}: {
  pauses: Schema['CurrentPause'][];
  mayAct: boolean;
}): ReactNode {
  const isByHand = pauses.some(({ kind }) => kind === 'by_hand');
  return (
    <Card title="Paused">
      <Listing
        rows={pauses}
        keyOf={({ kind, credential }) => `${kind} ${credential}`}
        columns={mayAct && isByHand ? [...COLUMNS, RESUME] : COLUMNS}
      />
    </Card>
  );
}
