import { SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Card } from '../shared/card.js';
import { ConsentLink } from './consent-link.js';
import { SetKey } from './set-key.js';

/** The two ways to give a company a credential of its own. */
export function ConnectCard({
  companyId,
  credential,
}: {
  companyId: string;
  credential: Schema['CompanyCredential'] | undefined;
}): ReactNode {
  return (
    <Card title={credential ? 'Connect anew' : 'Connect'}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        <ConsentLink
          // A link that was followed is of no more use.
          key={credential && credential.status !== 'consent_needed' ? credential.updatedAt : 'none'}
          companyId={companyId}
        />
        <SetKey companyId={companyId} isAnother={credential !== undefined} />
      </SimpleGrid>
    </Card>
  );
}
