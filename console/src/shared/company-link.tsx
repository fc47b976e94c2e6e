import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** A link to a company, by its note where there is one. */
export function CompanyLink({
  id,
  note = null,
  short = false,
}: {
  id: string;
  note?: string | null;
  short?: boolean;
}): ReactNode {
  return (
    <Anchor
      renderRoot={(props: object) => <Link to="/companies/$id" params={{ id }} {...props} />}
      ff={note === null ? 'monospace' : undefined}
      size="sm"
      title={id}
      style={{ whiteSpace: short && note === null ? 'nowrap' : undefined }}
    >
      {note ?? (short ? `${id.slice(0, 8)}…` : id)}
    </Anchor>
  );
}
