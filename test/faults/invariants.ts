import type { SandboxRequest } from '../../sandbox/sandbox.js';
import type { Accepted } from '../support/workers.js';
import type { Books, EventRow } from './books.js';
import { mayKill } from './pleo-troubles.js';
import type { WaitReason } from './replicas.js';

/** The clocks are one; the database rounds to milliseconds, and the sandbox may look up late. */
const CLOCK_MS = 250;

/** What at least is left of a lease when the last request of a claim begins: 12 s, less four requests of 2 s. */
const LEASE_LEFT_MS = 4000;

/** What was accepted stands in the table. */
export function keptPromises({ events }: Books, accepted: readonly Accepted[]): string[] {
  const known = new Set(events.map(({ jobId, event }) => `${jobId} ${event}`));
  return accepted.flatMap(({ jobId, event }) =>
    known.has(`${jobId} ${event}`) ? [] : [`${event} of ${jobId} was accepted and is not there`],
  );
}

/** Dead are only events whose job met an answer that may kill, or was given up by Pleo; and they say why. */
export function explainedDeaths(
  { events, attempts }: Books,
  seen: readonly SandboxRequest[],
  expired: ReadonlySet<string>,
): string[] {
  const excused = new Set(seen.filter(mayKill).map(({ jobId }) => jobId));
  return events.flatMap(({ jobId, sequence, event, deliveryStatus, outcome }) => {
    if (deliveryStatus !== 'dead') return [];
    const last = attempts.filter((row) => row.jobId === jobId && row.sequence === sequence).at(-1);
    if ((excused.has(jobId) || expired.has(jobId)) && outcome && last?.error) return [];
    return [`${event} of ${jobId} is dead without need (${outcome}): ${last?.error}`];
  });
}

/**
 * Everything is delivered, and Pleo made exactly the changes that the relay accepted, in their order. Of `expired`
 * jobs, which Pleo has ended itself, it made the first of them.
 */
export function sameHistory(
  { events }: Books,
  seen: readonly SandboxRequest[],
  expired: ReadonlySet<string>,
): string[] {
  const undelivered = events
    .filter(({ jobId, deliveryStatus }) => deliveryStatus !== 'delivered' && !expired.has(jobId))
    .map(({ jobId, event, deliveryStatus }) => `${event} of ${jobId} is ${deliveryStatus} in the end`);
  const ours = historyOf(events);
  const theirs = historyOf(seen.filter(({ changed, event }) => changed && event !== null));
  const differing = [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((jobId) =>
    ours.get(jobId) === theirs.get(jobId) ||
    (expired.has(jobId) && ours.get(jobId)?.startsWith(theirs.get(jobId) ?? ''))
      ? []
      : [`Job ${jobId} was accepted as "${ours.get(jobId)}", and Pleo changed it by "${theirs.get(jobId)}"`],
  );
  return [...undelivered, ...differing];
}

/** Nothing was sent once it was known to be delivered. */
export function nothingSentAgain({ events }: Books, seen: readonly SandboxRequest[]): string[] {
  const deliveredAt = new Map(events.map((row: EventRow) => [`${row.jobId} ${row.event}`, row.deliveredAt]));
  return seen.flatMap(({ method, jobId, event, receivedAt }) => {
    const end = method === 'POST' ? deliveredAt.get(`${jobId} ${event}`) : null;
    if (end == null || receivedAt <= end + CLOCK_MS) return [];
    return [
      `${event} of ${jobId} was sent ${Math.round(receivedAt - end)} ms after it was known to be delivered`,
    ];
  });
}

/**
 * Pairs of requests of a job that may have been in hand at once: a process that stands still cannot give up what it has
 * on the way, and when its lease is over, somebody else goes on.
 */
export function excusedOverlaps(seen: readonly SandboxRequest[], standstills: readonly WaitReason[]): number {
  const jobs = grouped(seen.filter(isReport), ({ jobId }) => String(jobId));
  const mayOverlap = (earlier: SandboxRequest, later: SandboxRequest) =>
    later.receivedAt - earlier.receivedAt > LEASE_LEFT_MS &&
    (earlier.answeredAt ?? Infinity) > later.receivedAt &&
    standstills.some(
      ({ from, to }) =>
        earlier.receivedAt < from + CLOCK_MS &&
        later.receivedAt > from - CLOCK_MS &&
        later.receivedAt < to + CLOCK_MS,
    );
  return [...jobs.values()].reduce(
    (sum, requests) =>
      sum +
      requests.filter((later, index) => requests.slice(0, index).some((one) => mayOverlap(one, later)))
        .length,
    0,
  );
}

/** The requests that Pleo saw and the relay has no attempt of, and the attempts that are told twice. */
export function compareAttempts(
  { attempts }: Books,
  seen: readonly SandboxRequest[],
): { unknown: SandboxRequest[]; twice: string[] } {
  const logged = grouped(attempts, ({ jobId, request }) => `${jobId} ${request}`);
  const sent = grouped(seen.filter(isReport), ({ jobId, event }) => `${jobId} ${event ?? 'items'}`);
  // Which of them is not known cannot be told for sure; a lost one is not followed by its own record.
  const unknown = [...sent].flatMap(([key, requests]) =>
    requests.slice(0, Math.max(0, requests.length - (logged.get(key)?.length ?? 0))),
  );
  const twice = [...logged].flatMap(([key, rows]) =>
    rows.flatMap((row, index) => {
      // Requests of a few results each follow one another within milliseconds.
      const same =
        (row.request !== 'items' || row.durationMs > 4) &&
        rows
          .slice(0, index)
          .some(
            (other) =>
              Math.abs(other.startedAt - row.startedAt) <= 2 &&
              Math.abs(other.durationMs - row.durationMs) <= 1,
          );
      return same ? [`An attempt of ${key} is told twice`] : [];
    }),
  );
  return { unknown, twice };
}

/** An event, or results: of these the job has one in hand at a time. */
/** What the relay says of a job; not what it asks for companies. */
function isReport({ method, path }: SandboxRequest): boolean {
  return (method === 'POST' || method === 'PUT') && !path.startsWith('/v1/subscriptions');
}

function historyOf(rows: readonly { jobId: string | null; event: string | null }[]): Map<string, string> {
  const history = new Map<string, string>();
  for (const { jobId, event } of rows) {
    const before = history.get(String(jobId));
    history.set(String(jobId), before === undefined ? String(event) : `${before}, ${event}`);
  }
  return history;
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
