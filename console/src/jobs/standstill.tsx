import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Acts } from '../dead-letters/acts.js';
import { Banner } from '../shared/banner.js';
import type { Tone } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { count } from '../shared/words.js';
import { holdingOf } from './holder.js';
import { isBehindResults, lacksResults, ResultsWait } from './results-wait.js';

type Job = Schema['ExportJob'];
type Event = Schema['ExportJobEvent'];
type Entry = Schema['TimelineEntry'];

/** Why Pleo has not been told all of a job, and what to do about it. */
export function WaitReason({
  job,
  events,
  timeline,
}: {
  job: Job;
  events: Event[];
  timeline: Entry[];
}): ReactNode {
  const waiting = events.filter(({ delivery: { status } }) => status === 'pending' || status === 'dead');
  const [head, ...behind] = waiting;
  const isHeld = head !== undefined && isBehindResults(head);
  // Of all events only the start goes before results.
  const areResultsFirst = isHeld || (lacksResults(job) && head?.event !== 'started');
  if (!head && !areResultsFirst) return <Banner {...ofNothing(job, timeline)} />;
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

/** Who has to act, and how. */
const ACTORS: Record<NonNullable<Schema['WaitingFor']['responsible']>, string> = {
  pleo: 'Pleo works again',
  credential: 'the credential is corrected',
  customer: 'the company has another credential',
  operator: 'a person resumes deliveries',
};

function ofHead({ event, delivery }: Event): { tone: Tone; sentence: ReactNode } {
  const { status, waitingFor, lastError, attempts } = delivery;
  const until = waitingFor?.until && <Moment at={waitingFor.until} />;
  if (status === 'dead') {
    return {
      tone: 'bad',
      sentence: (
        <>
          “{event}” is dead after {count(attempts, 'attempt')}: {lastError} Correct the cause and redeliver
          it, or discard it.
        </>
      ),
    };
  }
  switch (waitingFor?.reason) {
    case 'paused':
      return {
        tone: 'warn',
        sentence: until ? (
          <>
            “{event}” waits
            {waitingFor.responsible !== 'operator' &&
              ' because deliveries with its credential are paused'}. {waitingFor.because} They go on
            {waitingFor.responsible !== 'operator' && ', or are tried again,'} at {until}.
          </>
        ) : (
          <>
            “{event}” waits, and nothing is tried before {ACTORS[waitingFor.responsible ?? 'credential']}:{' '}
            {waitingFor.because}
          </>
        ),
      };
    case 'retry':
      return {
        tone: 'warn',
        sentence: (
          <>
            “{event}” met a transient fault: {lastError} It is sent again at {until}.
          </>
        ),
      };
    case 'put_away':
      return {
        tone: 'quiet',
        sentence: <>“{event}” is parked until its company is taken back: it is put away.</>,
      };
    default:
      return { tone: 'busy', sentence: <>“{event}” is on its way to Pleo right now.</> };
  }
}

/** Why the job has not ended, if delivery is not the reason. */
function ofNothing(job: Job, timeline: Entry[]): { tone: Tone; sentence: ReactNode } {
  const holding = holdingOf(job, timeline);
  const expires = <Moment at={job.expiresAt} />;
  switch (holding) {
    case null:
      return {
        tone: 'good',
        sentence: 'Nothing waits: the job has ended, and Pleo knows all that happened.',
      };
    case 'given_back':
    case 'silent':
      return {
        tone: 'warn',
        sentence: (
          <>
            No worker has the job: its worker {holding === 'silent' ? 'fell silent' : 'gave it back'}. It
            fails at {expires} unless another one claims it or reports.
          </>
        ),
      };
    default:
      return {
        tone: 'quiet',
        sentence: (
          <>
            Nothing waits for Pleo.{' '}
            {holding === 'not_begun'
              ? 'No worker has started the job'
              : `${job.lease?.claimedBy ?? 'A worker'} works on it`}
            ; it fails at {expires} unless a worker reports.
          </>
        ),
      };
  }
}
