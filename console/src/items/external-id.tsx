import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';

/** Where the entry stands in the accounting system. Its address may be any text; only one of the web is a link. */
export function ExternalId({
  item: { externalId, externalUrl },
}: {
  item: Schema['ExportJobItem'];
}): ReactNode {
  if (externalUrl !== null && isOfTheWeb(externalUrl)) {
    return (
      <Anchor size="sm" href={externalUrl} title={externalUrl} target="_blank" rel="noopener noreferrer">
        {externalId ?? externalUrl}
      </Anchor>
    );
  }
  return [externalId, externalUrl].filter((text) => text !== null).join(', ');
}

function isOfTheWeb(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
}
