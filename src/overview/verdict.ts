import { DEFAULT_CREDENTIAL } from '../queue/credential-queue.js';
import { BY_HAND } from '../queue/hand-pause.js';
import { MAX_HELD } from '../queue/circuit.sql.js';
import { EVERYBODY } from '../queue/hand-pause.sql.js';
import { RESPONSIBLE, responsibleFor } from './responsible.js';
import type { CurrentPause, Overview, Verdict } from './dto/overview.dto.js';

/** An event is late when it is not sent this long after it was due. */
const LATE_SECONDS = 60;

interface Finding {
  readonly level: 'watch' | 'trouble';
  readonly responsible: Verdict['responsible'];
  readonly sentence: string;
  /** What it holds up, or has cost: jobs, events or results. The more, the further in front. */
  readonly weight: number;
}

/**
 * Says in sentences whether all is well, and if not, who has to act. Findings that need a person come first, and of
 * those the one that holds up most: a customer's own state hides no outage.
 */
export function verdictOf(state: Omit<Overview, 'verdict'>): Verdict {
  const findings = [
    ...ofNeverTold(state),
    ...ofPauses(state.pauses),
    ...ofDeadItems(state),
    ...ofDead(state),
    ...ofFailures(state),
    ...ofDelay(state),
    ...ofExpiring(state),
  ].sort((one, other) => rankOf(one) - rankOf(other) || other.weight - one.weight);
  const [worst, ...others] = findings;
  if (!worst) return { level: 'well', responsible: null, headline: 'All is well.', details: [] };
  return {
    level: worst.level,
    responsible: worst.responsible,
    headline: worst.sentence,
    details: others.map(({ sentence }) => sentence),
  };
}

function rankOf({ level }: Finding): number {
  return level === 'trouble' ? 0 : 1;
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
  return [{ level: 'trouble', responsible: 'us', sentence, weight: Infinity }];
}

function ofDeadItems({ items }: Omit<Overview, 'verdict'>): Finding[] {
  const { isPartial } = items;
  const count = items.dead - items.bookedButNeverTold;
  if (count === 0) return [];
  const results = count === 1 ? 'One result is' : `${count}${isPartial ? ' or more' : ''} results are`;
  const sentence = `${results} dead: Pleo did not take these results of entries. Final events wait for them, but only for a time.`;
  return [{ level: 'trouble', responsible: 'us', sentence, weight: count }];
}

/** Those of one kind, on which the same have to act, are one finding: of the one that holds up most its reason. */
function ofPauses(pauses: readonly CurrentPause[]): Finding[] {
  const groups = new Map<string, CurrentPause[]>();
  for (const pause of pauses) {
    const alike = `${pause.kind} ${pause.responsible} ${pause.credential === EVERYBODY}`;
    groups.set(alike, [...(groups.get(alike) ?? []), pause]);
  }
  return [...groups.values()].map(ofAlike);
}

function ofAlike(pauses: readonly CurrentPause[]): Finding {
  const [{ kind, reason, responsible, credential }] = pauses as [CurrentPause];
  const held = pauses.reduce((sum, pause) => sum + pause.held, 0);
  const jobs = pauses.some((pause) => pause.held >= MAX_HELD) ? `${held} or more jobs` : jobsOf(held);
  const waiting = held > 0 ? `, and ${jobs} wait${held === 1 ? 's' : ''}` : '';
  // Where a person has paused all, all else that is paused matters less.
  const all = { responsible, weight: credential === EVERYBODY ? Infinity : held };
  switch (kind) {
    case 'told_to_wait':
      return {
        ...all,
        level: 'watch',
        sentence: `Pleo asked us to wait: deliveries${nameOf(pauses)} are paused${waiting}. ${reason}`,
      };
    case 'circuit_open':
      return {
        ...all,
        level: 'trouble',
        sentence: `Pleo does not work: deliveries${nameOf(pauses)} are paused${waiting}. ${reason}`,
      };
    case BY_HAND:
      return { ...all, level: 'watch', sentence: ofHand(pauses, waiting) };
    case 'credential_refused':
      if (responsible !== 'customer')
        return {
          ...all,
          level: 'trouble',
          sentence: `${whatIsWrong(reason)}: deliveries${nameOf(pauses)} are paused until it is corrected${waiting}. ${reason}`,
        };
      return {
        ...all,
        level: 'watch',
        sentence:
          pauses.length === 1
            ? `Company ${credential} has to act: its deliveries are paused until it has another credential${waiting}. ${reason}`
            : `${pauses.length} companies have to act: their deliveries are paused until they have other credentials${waiting}.`,
      };
  }
}

/** Several pauses have a reason each: none is said. A single one is named once, by `pausedBy`'s words. */
function ofHand(pauses: readonly CurrentPause[], waiting: string): string {
  const [{ credential, until, reason }] = pauses as [CurrentPause];
  if (pauses.length > 1) return `Deliveries of ${pauses.length} companies are paused by hand${waiting}.`;
  const whose = credential === EVERYBODY ? 'All deliveries' : `Deliveries of company ${credential}`;
  const end = until
    ? `until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`
    : 'until they are resumed';
  const [paused = '', ...why] = reason.split(': ');
  return `${whose} are ${paused.replace('Paused', 'paused')} ${end}${waiting}. ${why.join(': ')}`;
}

function nameOf(pauses: readonly CurrentPause[]): string {
  if (pauses.length > 1) return ` with ${pauses.length} credentials`;
  const [{ credential }] = pauses as [CurrentPause];
  return credential === DEFAULT_CREDENTIAL ? '' : ` of company ${credential}`;
}

function jobsOf(count: number): string {
  return count === 1 ? 'one job' : `${count} jobs`;
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
      responsible === 'us' ? 'Pleo refused these reports' : 'Pleo did not work while they were retried';
    const behind = blocked > 0 ? `; ${events(blocked)} behind dead ones` : '';
    const sentence = `${dead(count)}: ${why}${behind}.`;
    return [{ level: 'trouble', responsible, sentence, weight: count } as const];
  });
}

/**
 * Failures of the last ten minutes, while something is sent or tried again: what waits for a person, or behind another,
 * waits for Pleo no longer. Older ones show in the backlog.
 */
function ofFailures({ lastHour: { minutes }, pauses, backlog, items }: Omit<Overview, 'verdict'>): Finding[] {
  const failed = minutes.slice(-10).reduce((sum, minute) => sum + minute.failed.pleo, 0);
  const isOver = backlog.retry + backlog.due + backlog.underWay + items.pending === 0;
  if (failed === 0 || isOver || pauses.some(isOfPleo)) return [];
  const times = failed === 1 ? 'once' : `${failed} times`;
  return [
    {
      level: 'watch',
      responsible: 'pleo',
      sentence: `Pleo failed to answer properly ${times} within ten minutes; the relay sends these requests again.`,
      weight: failed,
    },
  ];
}

function ofDelay({ backlog, pauses }: Omit<Overview, 'verdict'>): Finding[] {
  if (backlog.overdueSeconds < LATE_SECONDS || pauses.some(isOfMany)) return [];
  return [
    {
      level: 'trouble',
      responsible: 'us',
      sentence: `Events or results wait although Pleo takes them: the relay does not keep up (DELIVERY_CONCURRENCY, DELIVERY_RATE_LIMIT, replicas).`,
      weight: backlog.due,
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
      weight: count,
    },
  ];
}

function isOfPleo({ responsible }: CurrentPause): boolean {
  return responsible === 'pleo';
}

/** Whether it may be why what is due goes nowhere: one of a single company never is. */
function isOfMany({ responsible }: CurrentPause): boolean {
  return responsible === 'pleo' || responsible === 'credential';
}

function events(count: number): string {
  return count === 1 ? 'one event waits' : `${count} events wait`;
}

function dead(count: number): string {
  return count === 1 ? 'One event is dead' : `${count} events are dead`;
}
