import type { Schema } from '../api/client.js';
import type { EventFilter } from '../api/queries.js';
import type { Tone } from '../shared/mark.js';

type WaitsFor = NonNullable<EventFilter['waitingFor']>[number];

/** The state of events, as people ask for them: waiting ones by reason, and the rest by outcome. */
export type EventState = 'pending' | WaitsFor | 'dead' | 'delivered' | 'discarded';

/** Each state in words, and what it means for people. */
export const EVENT_STATES: Record<EventState, readonly [words: string, tone: Tone]> = {
  pending: ['waiting, for any reason', 'busy'],
  under_way: ['on its way', 'good'],
  due: ['to be sent at once', 'good'],
  turn: ['waiting for its turn', 'busy'],
  retry: ['waiting for the next try', 'warn'],
  paused: ['paused', 'warn'],
  blocked: ['behind what is dead', 'bad'],
  put_away: ['parked: company put away', 'quiet'],
  dead: ['dead', 'bad'],
  delivered: ['delivered', 'good'],
  discarded: ['discarded', 'quiet'],
};

/** The filter of the page of events in its address; the relay checks the values. */
export interface EventsSearch {
  state?: EventState;
  companyId?: string;
  event?: Schema['ExportJobEvent']['event'];
  failure?: NonNullable<Schema['ExportJobEvent']['failureReasonType']>;
  /** Whether companies that are put away count: the overview counts without them. */
  putAway?: boolean;
  after?: string;
  before?: string;
  /** Delivered, or with a request that failed, since then: what the overview counts. */
  deliveredSince?: string;
  failedSince?: string;
  oldestFirst?: boolean;
}

/** What of an address is a filter. */
export function eventsSearch(search: Record<string, unknown>): EventsSearch {
  const { state, companyId, event, failure, putAway, after, before, oldestFirst, ...since } =
    search as EventsSearch;
  const { deliveredSince, failedSince } = since;
  return {
    state,
    companyId,
    event,
    failure,
    putAway,
    after,
    before,
    deliveredSince,
    failedSince,
    oldestFirst,
  };
}

/** The same in the API's words. */
export function filterOf(search: EventsSearch): EventFilter {
  const { state, failure, after, before, oldestFirst, ...same } = search;
  return {
    ...same,
    ...ofState(state),
    failureReasonType: failure && [failure],
    acceptedAfter: after,
    acceptedBefore: before,
    order: oldestFirst ? 'oldest' : undefined,
  };
}

function ofState(state: EventState | undefined): EventFilter {
  switch (state) {
    case undefined:
      return {};
    case 'pending':
    case 'dead':
    case 'delivered':
    case 'discarded':
      return { deliveryStatus: state };
    default:
      return { deliveryStatus: 'pending', waitingFor: [state] };
  }
}

/** Where an event stands. */
export function stateOf({ status, waitingFor }: Schema['EventDelivery']): EventState {
  if (status !== 'pending') return status;
  return waitingFor?.reason ?? 'due';
}
