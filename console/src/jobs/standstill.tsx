import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Acts } from '../dead-letters/acts.js';
import type { Tone } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { count } from '../shared/words.js';
import { Banner } from './banner.js';
import { isBehindResults, lacksResults, ResultsWait } from './results-wait.js';

type Job = Schema['ExportJob'];
type Event = Schema['ExportJobEvent'];

/** Why Pleo has not been told all of a job, and what to do about it. */
export function WaitReason({ job, events }: { job: Job; events: Event[] }): ReactNode {
  const waiting = events.filter(({ delivery: { status } }) => status === 'pending' || status === 'dead');
  const [head, ...behind] = waiting;
  const isHeld = head !== undefined && isBehindResults(head);
  // Of all events only the start goes before results.
  const areResultsFirst = isHeld || (lacksResults(job) && head?.event !== 'started');
  if (!head && !areResultsFirst) return <Banner {...ofNothing(job)} />;
  return (
    <>
      {areResultsFirst && <ResultsWait job={job} events={events} />}
      {head && !isHeld && (
        <EventWaits
          event={head}
          behind={behind}
          results={areResultsFirst ? 0 : job.items.pendingDelivery + job.items.dead}
        />
      )}
    </>
  );
}

function EventWaits({
  event,
  behind,
  results,
}: {
  event: Event;
  behind: Event[];
  results: number;
}): ReactNode {
  const names = behind.map((one) => `“${one.event}”`).join(', ');
  const followers = [
    ...(results > 0 ? [count(results, 'item result')] : []),
    ...(behind.length > 0 ? [`${count(behind.length, 'event')} (${names})`] : []),
  ];
  return (
    <Banner
      {...ofHead(event)}
      more={
        followers.length > 0 &&
        `${followers.join(' and ')} must wait for it, because Pleo hears of a job in order.`
      }
      acts={event.delivery.status === 'dead' && <Acts event={event} />}
    />
  );
}

function ofHead({ event, delivery }: Event): { tone: Tone; sentence: ReactNode } {
  const { status, waitingFor, lastError, attempts } = delivery;
  const until = waitingFor?.until && <Moment at={waitingFor.until} />;
  if (status === 'dead') {
    return {
      tone: 'bad',
      sentence: (
        <>
          “{event}” is dead after {count(attempts, 'attempt')}: {lastError} Mend the cause and redeliver it,
          or discard it.
        </>
      ),
    };
  }
  switch (waitingFor?.reason) {
    case 'paused':
      return {
        tone: 'warn',
        sentence: (
          <>
            “{event}” waits because deliveries with its credential are paused; they go on, or are tried again,
            at {until}. The overview says why.
          </>
        ),
      };
    case 'retry':
      return {
        tone: 'warn',
        sentence: (
          <>
            “{event}” met a fault that passes: {lastError} It is sent again at {until}.
          </>
        ),
      };
    default:
      return { tone: 'busy', sentence: <>“{event}” is on its way to Pleo right now.</> };
  }
}

function ofNothing({ completedAt, expiresAt, status }: Job): {
  tone: Tone;
  sentence: ReactNode;
} {
  if (completedAt !== null) {
    return { tone: 'good', sentence: 'Nothing waits: the job has ended, and Pleo knows all that happened.' };
  }
  return {
    tone: 'quiet',
    sentence: (
      <>
        Nothing waits for Pleo. {status === 'pending' ? 'No worker has started the job' : 'A worker is at it'}
        ; it fails at <Moment at={expiresAt} /> unless something is heard of it.
      </>
    ),
  };
}
