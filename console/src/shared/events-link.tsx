import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { EventsSearch } from '../events/event-search.js';

/** A number of events, and the way to them. `children` in the place of the number, where it says more. */
export function EventsLink({
  count,
  search,
  children,
}: {
  count: number;
  search: EventsSearch;
  children?: ReactNode;
}): ReactNode {
  return (
    <Anchor
      inherit
      underline="always"
      renderRoot={(props: object) => <Link to="/events" search={search} {...props} />}
    >
      {children ?? count.toLocaleString()}
    </Anchor>
  );
}
