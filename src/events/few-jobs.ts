import type { Search } from '../database/long-list.js';
import type { Statement } from '../database/statement.js';
import type { EventSelection } from './event-selection.js';
import { FIND_JOBS_DELIVERED_SINCE, FIND_JOBS_FAILED_SINCE } from '../queue/attempts.sql.js';
import {
  FIND_BLOCKING_JOBS,
  FIND_DISCARDED_JOBS,
  FIND_FAILED_JOBS,
  FIND_JOBS_IN_TURN,
  FIND_JOBS_OF_COMPANY,
  FIND_JOBS_OF_EVENTS,
  FIND_PAUSED_JOBS,
  FIND_PUT_AWAY_JOBS,
  FIND_RETRIED_JOBS,
} from '../queue/few-jobs.sql.js';
import type { WaitsFor } from './waits-for.sql.js';

/** What leads to the events that wait for a reason; those that are due or under way are found by their time alone. */
const BY_REASON: Partial<Record<WaitsFor, Statement>> = {
  turn: FIND_JOBS_IN_TURN,
  blocked: FIND_BLOCKING_JOBS,
  retry: FIND_RETRIED_JOBS,
  paused: FIND_PAUSED_JOBS,
  put_away: FIND_PUT_AWAY_JOBS,
};

/**
 * Ways to find all jobs of which `filter` selects something, each by itself: the searches of a way find them together.
 * The way that is likeliest to find few comes first.
 */
export function waysTo(filter: EventSelection): Search[][] {
  const { ids, companyId, waitingFor, putAway, failureReasonType, deliveryStatus } = filter;
  const { deliveredSince, failedSince } = filter;
  const byReason = waitingFor?.map((reason) => BY_REASON[reason]) ?? [];
  return [
    ...(ids ? [[[FIND_JOBS_OF_EVENTS, ids] as const]] : []),
    ...(putAway === true ? [[[FIND_PUT_AWAY_JOBS] as const]] : []),
    ...(byReason.length > 0 && byReason.every(isStatement) ? [byReason.map((one) => [one] as const)] : []),
    ...(companyId ? [[[FIND_JOBS_OF_COMPANY, companyId] as const]] : []),
    ...(deliveryStatus === 'discarded' ? [[[FIND_DISCARDED_JOBS] as const]] : []),
    ...(failureReasonType ? [[[FIND_FAILED_JOBS, failureReasonType] as const]] : []),
    ...(failedSince ? [[[FIND_JOBS_FAILED_SINCE, failedSince] as const]] : []),
    ...(deliveredSince ? [[[FIND_JOBS_DELIVERED_SINCE, deliveredSince] as const]] : []),
  ];
}

function isStatement(one: Statement | undefined): one is Statement {
  return one !== undefined;
}
