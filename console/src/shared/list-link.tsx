import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { EventsSearch } from '../events/event-search.js';
import type { JobsSearch } from '../jobs/jobs-page.js';

type List =
  | { readonly to: '/events'; readonly search: EventsSearch }
  | { readonly to: '/jobs'; readonly search: JobsSearch };

/** How many there are, and the way to the list of them. `children` in the place of the number, where it says more. */
export function ListLink({
  count,
  children,
  ...list
}: List & { readonly count: number; readonly children?: ReactNode }): ReactNode {
  return (
    <Anchor inherit underline="always" renderRoot={(props: object) => <Link {...list} {...props} />}>
      {children ?? count.toLocaleString()}
    </Anchor>
  );
}
