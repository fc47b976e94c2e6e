import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Moment } from '../shared/moment.js';

type Pause = Pick<Schema['CurrentPause'], 'kind' | 'until' | 'isBeingTried'>;

/** When deliveries go on, or are tried again, or what must happen first. */
export function PausedUntil({ pause: { kind, until, isBeingTried } }: { pause: Pause }): ReactNode {
  if (until) return <Moment at={until} />;
  if (isBeingTried) return 'Pleo answers: it is being tried right now';
  switch (kind) {
    case 'by_hand':
      return 'somebody resumes them';
    case 'credential_refused':
      return 'somebody acts';
    default:
      return 'something is reported: nothing waits to be tried with';
  }
}
