import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Moment } from '../shared/moment.js';
import { useNow } from '../shared/now.js';

type Pause = Pick<Schema['CurrentPause'], 'kind' | 'until' | 'isBeingTried'>;

/** When deliveries go on, or are tried again, or what must happen first. */
export function PausedUntil({ pause: { kind, until, isBeingTried } }: { pause: Pause }): ReactNode {
  const now = useNow();
  // The page is a few seconds old, and the relay does not wait for it.
  const isOver = until !== null && Date.parse(until) <= now;
  if (until !== null && !isOver) return <Moment at={until} />;
  if (isOver && (kind === 'by_hand' || kind === 'told_to_wait')) return 'now: they go on';
  if (isBeingTried || isOver) return 'it is being tried right now';
  switch (kind) {
    case 'by_hand':
      return 'a person resumes them';
    case 'credential_refused':
      return 'a person acts';
    default:
      return 'something is reported: nothing waits to be tried with';
  }
}
