import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** A link to a job; on a phone its id is shortened. */
export function JobLink({ id, short = false }: { id: string; short?: boolean }): ReactNode {
  return (
    <Anchor
      renderRoot={(props: object) => <Link to="/jobs/$id" params={{ id }} {...props} />}
      ff="monospace"
      size="sm"
      title={id}
      style={{ whiteSpace: short ? 'nowrap' : undefined }}
    >
      {short ? `${id.slice(0, 8)}…` : id}
    </Anchor>
  );
}
