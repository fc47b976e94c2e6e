import { DEFAULT_CREDENTIAL } from '../queue/credential-queue.js';
import { type Responsible, RESPONSIBLE, responsibleFor } from './responsible.js';
import type { CurrentPause, Overview, Verdict } from './dto/overview.dto.js';

/** An event is late when it is not sent this long after it was due. */
const LATE_SECONDS = 60;

interface Finding {
  readonly level: 'watch' | 'trouble';
  readonly responsible: Responsible;
  readonly sentence: string;
}

/** Says in sentences whether all is well, and who has to act where it is not. The worst comes first. */
export function verdictOf(state: Omit<Overview, 'verdict'>): Verdict {
  const findings = [
    ...ofNeverTold(state),
    ...state.pauses.map(ofPause),
    ...ofDeadItems(state),
    ...ofDead(state),
    ...ofFailures(state),
    ...ofDelay(state),
    ...ofExpiring(state),
  ].sort((one, other) => Number(one.level === 'watch') - Number(other.level === 'watch'));
  const [worst, ...others] = findings;
  if (!worst) return { level: 'well', responsible: null, headline: 'All is well.', details: [] };
  return {
    level: worst.level,
    responsible: worst.responsible,
    headline: worst.sentence,
    details: others.map(({ sentence }) => sentence),
  };
}

/** The worst news that the relay has: the books and Pleo will differ until a person acts. */
function ofNeverTold({
  items: { bookedButNeverTold: count, isPartial },
}: Omit<Overview, 'verdict'>): Finding[] {
  if (count === 0) return [];
  const bookings =
    count === 1
      ? 'One booking is made that'
      : `${count}${isPartial ? ' or more' : ''} bookings are made that`;
  const [jobs, they] = count === 1 ? ['its job', 'it'] : ['their jobs', 'they'];
  const sentence = `${bookings} Pleo will never hear of: ${jobs} had ended. Exported again, ${they} would be booked twice.`;
  return [{ level: 'trouble', responsible: 'us', sentence }];
}

function ofDeadItems({ items }: Omit<Overview, 'verdict'>): Finding[] {
  const { isPartial } = items;
  const count = items.dead - items.bookedButNeverTold;
  if (count === 0) return [];
  const results = count === 1 ? 'One result is' : `${count}${isPartial ? ' or more' : ''} results are`;
  const sentence = `${results} dead: Pleo did not take what was reported of entries. Final events wait for them for a time only.`;
  return [{ level: 'trouble', responsible: 'us', sentence }];
}

function ofPause({ credential, kind, reason }: CurrentPause): Finding {
  const name = credential === DEFAULT_CREDENTIAL ? '' : ` of company ${credential}`;
  switch (kind) {
    case 'told_to_wait':
      return {
        level: 'watch',
        responsible: 'pleo',
        sentence: `Pleo asked us to wait: deliveries${name} are paused. ${reason}`,
      };
    case 'circuit_open':
      return {
        level: 'trouble',
        responsible: 'pleo',
        sentence: `Pleo does not work: deliveries${name} are paused. ${reason}`,
      };
    case 'credential_refused':
      return {
        level: 'trouble',
        responsible: 'credential',
        sentence: `${whatIsWrong(reason)}: deliveries${name} are paused until it is mended. ${reason}`,
      };
  }
}

/** Without a credential Pleo is not asked at all. */
function whatIsWrong(reason: string): string {
  return reason.startsWith('Pleo ') ? 'Pleo refuses our credential' : 'There is no credential to send with';
}

function ofDead({ deadCauses, backlog: { blocked } }: Omit<Overview, 'verdict'>): Finding[] {
  return RESPONSIBLE.flatMap((responsible) => {
    const causes = deadCauses.filter(({ outcome }) => responsibleFor(outcome) === responsible);
    const count = causes.reduce((sum, cause) => sum + cause.count, 0);
    if (count === 0) return [];
    const why =
      responsible === 'us'
        ? 'Pleo refused what was reported'
        : 'Pleo did not work for as long as they were retried';
    const behind = blocked > 0 ? `; ${events(blocked)} behind dead ones` : '';
    return [{ level: 'trouble', responsible, sentence: `${dead(count)}: ${why}${behind}.` } as const];
  });
}

/** Failures of the last ten minutes, delivered since or not; older ones show in the backlog. */
function ofFailures({ lastHour: { minutes }, pauses }: Omit<Overview, 'verdict'>): Finding[] {
  const failed = minutes.slice(-10).reduce((sum, minute) => sum + minute.failed.pleo, 0);
  if (failed === 0 || pauses.length > 0) return [];
  const times = failed === 1 ? 'once' : `${failed} times`;
  return [
    {
      level: 'watch',
      responsible: 'pleo',
      sentence: `Pleo failed to answer properly ${times} within ten minutes; what failed is sent again.`,
    },
  ];
}

function ofDelay({ backlog, pauses }: Omit<Overview, 'verdict'>): Finding[] {
  if (backlog.overdueSeconds < LATE_SECONDS || pauses.length > 0) return [];
  return [
    {
      level: 'trouble',
      responsible: 'us',
      sentence: `Events or results wait although Pleo takes them: the relay does not keep up (DELIVERY_CONCURRENCY, DELIVERY_RATE_LIMIT, replicas).`,
    },
  ];
}

function ofExpiring({ expiring: { count } }: Omit<Overview, 'verdict'>): Finding[] {
  if (count === 0) return [];
  const jobs = count === 1 ? 'One job expires' : `${count === 1000 ? '1000 or more' : count} jobs expire`;
  return [
    {
      level: 'watch',
      responsible: 'us',
      sentence: `${jobs} within ten minutes unless a worker reports or sends a heartbeat.`,
    },
  ];
}

function events(count: number): string {
  return count === 1 ? 'one event waits' : `${count} events wait`;
}

function dead(count: number): string {
  return count === 1 ? 'One event is dead' : `${count} events are dead`;
}
