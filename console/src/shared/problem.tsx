import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';

/** An error, in the relay's words. */
export function Problem({ error }: { error: Error }): ReactNode {
  return (
    <Alert color="red" variant="outline" title="This did not work" role="alert" bg="var(--surface)">
      {error.message}
    </Alert>
  );
}
