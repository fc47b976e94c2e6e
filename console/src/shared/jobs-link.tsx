import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { JobsSearch } from '../jobs/jobs-page.js';

/** A number of jobs, and the way to them. `children` in the place of the number, where it says more. */
export function JobsLink({
  count,
  search,
  children,
}: {
  count: number;
  search: JobsSearch;
  children?: ReactNode;
}): ReactNode {
  return (
    <Anchor
      inherit
      underline="always"
      renderRoot={(props: object) => <Link to="/jobs" search={search} {...props} />}
    >
      {children ?? count.toLocaleString()}
    </Anchor>
  );
}
