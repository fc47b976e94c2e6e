import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { ItemActs } from '../items/item-acts.js';
import { Banner } from '../shared/banner.js';
import { Moment } from '../shared/moment.js';
import { count } from '../shared/words.js';

type Job = Schema['ExportJob'];
type Event = Schema['ExportJobEvent'];

/** Whether Pleo lacks results of the job: they wait, or are dead. */
export function lacksResults({ items: { pendingDelivery, dead } }: Job): boolean {
  return pendingDelivery + dead > 0;
}

/** Whether the event goes after results of the job's items. */
export function isBehindResults({ delivery: { waitingFor } }: Event): boolean {
  return waitingFor?.behind === 'items';
}

/** The results that Pleo lacks, and the final event that waits for them. */
export function ResultsWait({ job, events }: { job: Job; events: Event[] }): ReactNode {
  const { pendingDelivery, dead } = job.items;
  const event = events.find(isBehindResults);
  const held = event && <Held event={event} />;
  if (dead > 0) {
    return (
      <Banner
        tone="bad"
        sentence={deadSentence(dead)}
        more={held ?? (hasEndedAtPleo(events) && TOO_LATE)}
        acts={<ItemActs jobId={job.id} />}
      />
    );
  }
  const waiting = `${count(pendingDelivery, 'item result')} ${pendingDelivery === 1 ? 'waits' : 'wait'} for Pleo.`;
  return (
    <Banner
      tone={event?.delivery.waitingFor?.reason === 'blocked' ? 'bad' : 'busy'}
      sentence={held ?? waiting}
      more={held && pendingDelivery > 0 && waiting}
    />
  );
}

function deadSentence(dead: number): string {
  const [are, them] = dead === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${count(dead, 'item result')} ${are} dead: Pleo did not take ${them}. Correct the cause and redeliver ${them}, or discard ${them}.`;
}

const TOO_LATE = 'Pleo knows that the job has ended, and takes no more results.';

function Held({ event: { event, delivery } }: { event: Event }): ReactNode {
  const { reason, until } = delivery.waitingFor ?? {};
  if (reason !== 'blocked') return `“${event}” waits for its turn: item results go first.`;
  if (!until) return `“${event}” is held back by dead results until they are redelivered or discarded.`;
  return (
    <>
      “{event}” is held back by dead results until <Moment at={until} />; then it goes without them.
    </>
  );
}

function hasEndedAtPleo(events: Event[]): boolean {
  return events.some(({ event, delivery }) => event !== 'started' && delivery.status === 'delivered');
}
