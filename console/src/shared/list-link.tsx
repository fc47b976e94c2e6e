import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { EventsSearch } from '../events/event-search.js';
import type { JobsSearch } from '../jobs/jobs-page.js';

type List =
  | { readonly to: '/events'; readonly search: EventsSearch }
  | { readonly to: '/jobs'; readonly search: JobsSearch };

/** The way from a number, or what says more, to the list behind it. */
export function ListLink({ children, ...list }: List & { readonly children: ReactNode }): ReactNode {
  return (
    <Anchor inherit underline="always" renderRoot={(props: object) => <Link {...list} {...props} />}>
      {typeof children === 'number' ? children.toLocaleString() : children}
    </Anchor>
  );
}
