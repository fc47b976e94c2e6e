import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../src/database/database.js';
import type { JobsService } from '../../src/jobs/jobs.service.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { type Circuit, CLOSED, type Observation } from '../../src/queue/circuit.js';
import type { CircuitRepository } from '../../src/queue/circuit.repository.js';
import { Leases } from '../../src/delivery/leases.js';
import type { NoteStatuses, QueueRepository, SettleParts } from '../../src/queue/queue.repository.js';
import type { MessageHandlers } from '../../src/delivery/message-handlers.js';
import { OutcomeWriter } from '../../src/delivery/outcome-writer.js';
import { AttemptLog } from '../../src/delivery/attempt-log.js';
import { Tracing } from '../../src/tracing/tracing.js';
import type { Attempt, Settlement } from '../../src/queue/settlement.js';
import { aClaim } from '../support/claims.js';
import { eventually } from '../support/eventually.js';
import type { Loops } from '../../src/loops/loops.js';
import { noLoops, statusIn } from '../support/loops.js';

type Settled = Awaited<ReturnType<QueueRepository['settle']>>;

const WRITTEN: Settled = { lost: [], later: [], delays: [] };
const PAUSED: Circuit = {
  faults: 0,
  jobs: [],
  pause: {
    kind: 'credential_refused',
    reason: 'Pleo answered 401.',
    ageMs: 0,
    remainingMs: 60_000,
    probes: 0,
  },
};

/** What the repositories are asked to do, in order; each may be told to fail first. */
let calls: string[];
let groups: Settlement[][];
let entered: Observation[][];
let circuit: Circuit;
let enter: () => Promise<void>;
let write: (group: Settlement[]) => Promise<Settled>;

/** What the queue says was read of jobs at Pleo, with the connection of its transaction. */
let read: ReadonlyMap<string, string>;
const LAST: Run = () => Promise.reject(new Error('not to be called'));

let leases: Leases;
let metrics: Metrics;
let settler: OutcomeWriter;
let loops: Loops;
let lines: string[];

beforeEach(() => {
  [calls, groups, entered, lines] = [[], [], [], []];
  circuit = CLOSED;
  read = new Map();
  enter = async () => undefined;
  write = async () => WRITTEN;
  const note =
    (level: string) =>
    (...line: unknown[]) => {
      // Those of single attempts are another's.
      if (line.at(-1) === 'Delivery') return;
      lines.push(`${level} ${line.map((part) => (typeof part === 'string' ? part : '')).join(' ')}`.trim());
    };
  Logger.overrideLogger({ log: note('log'), warn: note('warn'), error: note('error') });
  const repository = {
    async settle(group: Settlement[], _: SettleParts, noteStatuses: NoteStatuses) {
      calls.push(`settle ${group.length}`);
      const settled = await write(group);
      if (read.size > 0) await noteStatuses(read, LAST);
      groups.push(group);
      return settled;
    },
  } as unknown as QueueRepository;
  const circuits = {
    async enter(groups: ReadonlyMap<string, Observation[]>) {
      const seen = groups.get('default') ?? [];
      calls.push(`enter ${seen.map(({ kind }) => kind).join()}`.trim());
      await enter();
      entered.push(seen);
      return new Map([['default', circuit]]);
    },
  } as unknown as CircuitRepository;
  const jobs = {
    async notePleoStatuses(statuses: ReadonlyMap<string, string>, run: Run) {
      expect(run).toBe(LAST);
      calls.push(`note ${[...statuses].flat().join(' ')}`);
    },
  } as unknown as JobsService;
  loops = noLoops();
  leases = new Leases(repository, loops);
  metrics = new Metrics();
  const attempts = new AttemptLog(metrics, new Tracing(null));
  settler = new OutcomeWriter(
    repository,
    circuits,
    jobs,
    {} as MessageHandlers,
    leases,
    attempts,
    metrics,
    loops,
  );
});
afterAll(() => Logger.overrideLogger(false));

const AWAY = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
const POISON = Object.assign(new Error('invalid byte sequence'), { code: '22021' });

const ALIVE = { kind: 'alive' } as const;
const NOBODY = () => undefined;

/** A settled event whose claim is held until its outcome is written. */
function aSettlement(signal: Settlement['signal'] = ALIVE, ageMs = 40): Settlement {
  const message = aClaim();
  const attempt: Attempt = {
    id: randomUUID(),
    route: 'POST /export-job-events',
    request: 'started',
    startedAt: performance.now() - ageMs,
    durationMs: 35,
    outcome: 'delivered',
    statusCode: 202,
    error: null,
    responseExcerpt: null,
    pleoStatus: null,
  };
  leases.hold(message, performance.now());
  return {
    message,
    disposition: { kind: 'delivered', outcome: 'delivered' },
    attempts: [attempt],
    pleoStatus: null,
    signal,
  };
}

/** Hands all of them in at once and resolves when no claim is held any more. Returns what `onWritten` was told. */
async function settle(...settlements: Settlement[]): Promise<Circuit[]> {
  const told: Circuit[] = [];
  let count = 0;
  for (const settlement of settlements) {
    settler.settle(
      settlement,
      (known) => told.push(known),
      () => count++,
    );
  }
  await eventually(() => leases.count === 0 && count === settlements.length);
  expect(told).toHaveLength(count);
  return told;
}

/** A promise and the function that fulfils it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

function eventsIn(written: Settlement[][]): string[] {
  return written.flat().map(({ message }) => message.id);
}

it('what was read of a job at Pleo is kept with the outcome, by the jobs themselves', async () => {
  read = new Map([['a job', 'completed']]);
  await settle(aSettlement());
  expect(calls).toContain('note a job completed');
});

describe('groups', () => {
  it('hold what ends while another one is written', async () => {
    const { opened, open } = gate();
    write = async () => opened.then(() => WRITTEN);
    const settlements = [aSettlement(), aSettlement(), aSettlement(), aSettlement()];
    const settled = settle(...settlements);
    await eventually(() => calls.includes('settle 1'));
    open();
    expect(await settled).toHaveLength(4);
    expect(groups.map((group) => group.length)).toEqual([1, 3]);
    expect(eventsIn(groups)).toEqual(settlements.map(({ message }) => message.id));
  });

  it('hold 200 at most', async () => {
    const settlements = Array.from({ length: 401 }, () => aSettlement());
    await settle(...settlements);
    expect(groups.map((group) => group.length)).toEqual([1, 200, 200]);
  });

  it('are written one after the other: a later one waits until its own comes', async () => {
    await settle(aSettlement());
    await settle(aSettlement());
    expect(calls).toEqual(['enter alive', 'settle 1', 'enter alive', 'settle 1']);
  });
});

describe('what was seen of Pleo', () => {
  it.each<[string, Settlement['signal'], string]>([
    ['an answer of Pleo itself', ALIVE, 'alive'],
    ['a passing fault', { kind: 'passing', error: 'Pleo answered 500.' }, 'passing'],
    ['a refused credential', { kind: 'credential', error: 'Pleo answered 401.' }, 'credential'],
    ['a time to wait', { kind: 'wait', waitMs: 7000, error: 'Pleo answered 429.' }, 'wait'],
    ['a request that was given up', null, ''],
  ])('of %s is entered before the outcome is written', async (_, signal, kind) => {
    await settle(aSettlement(signal));
    expect(calls).toEqual([`enter ${kind}`.trim(), 'settle 1']);
  });

  it('is entered with its words and with how long ago it was asked for', async () => {
    await settle(aSettlement({ kind: 'wait', waitMs: 7000, error: 'Pleo answered 429.' }, 5000));
    expect(entered[0]).toMatchObject([{ kind: 'wait', waitMs: 7000, error: 'Pleo answered 429.' }]);
    expect(entered[0]?.[0]?.ageMs).toBeGreaterThanOrEqual(5000);
    expect(entered[0]?.[0]?.ageMs).toBeLessThan(10_000);
  });

  it('is entered with whose it was, whether that had met trouble before, and whether it was asked at all', async () => {
    const first = aSettlement({ kind: 'credential', error: 'Pleo answered 403.' });
    const later = aSettlement({ kind: 'credential', error: 'Pleo answered 403.' });
    const unsent = aSettlement({ kind: 'credential', error: 'A new consent is needed.' });
    await settle(
      first,
      { ...later, message: Object.assign(later.message, { retries: 3 }) },
      { ...unsent, attempts: [] },
    );
    expect(entered.flat()).toMatchObject([
      { jobId: first.message.jobId, isRepeated: false, isCertain: false },
      { jobId: later.message.jobId, isRepeated: true, isCertain: false },
      { jobId: unsent.message.jobId, isRepeated: false, isCertain: true },
    ]);
  });

  it('is told to whoever waits for the outcome', async () => {
    circuit = PAUSED;
    expect(await settle(aSettlement())).toEqual([PAUSED]);
  });

  it('is one warning when a pause begins and one line when it is over, however many events meet it', async () => {
    circuit = PAUSED;
    await settle(aSettlement());
    await settle(aSettlement(), aSettlement());
    circuit = CLOSED;
    await settle(aSettlement());
    await settle(aSettlement());
    expect(lines.map((line) => line.replace(/ OutcomeWriter$/, ''))).toEqual([
      expect.stringMatching(/^warn.*Deliveries are paused: Pleo answered 401\./),
      expect.stringMatching(/^log.*Deliveries go on/),
    ]);
  });
});

describe('a database that is away', () => {
  it('when the pause is to be written is tried again, and nothing is lost', async () => {
    const settlements = [aSettlement(), aSettlement()];
    enter = async () => {
      enter = async () => undefined;
      throw AWAY;
    };
    await settle(...settlements);
    expect(new Set(eventsIn(groups))).toEqual(new Set(settlements.map(({ message }) => message.id)));
  });

  it('when outcomes are to be written is tried again, nothing is lost, and what was seen counts once', async () => {
    const settlements = [aSettlement(), aSettlement()];
    let tries = 0;
    write = async () => {
      tries += 1;
      if (tries === 1) throw AWAY;
      return WRITTEN;
    };
    await settle(...settlements);
    expect(eventsIn(groups).sort()).toEqual(settlements.map(({ message }) => message.id).sort());
    expect(entered.flat()).toHaveLength(2);
  });

  it('keeps the claims until it is back: nobody else may send meanwhile', async () => {
    const { opened, open } = gate();
    const settlement = aSettlement();
    let failed = false;
    write = async () => {
      if (failed) await opened;
      else {
        failed = true;
        throw AWAY;
      }
      return WRITTEN;
    };
    const settled = settle(settlement);
    await eventually(() => calls.filter((call) => call === 'settle 1').length === 2);
    expect(leases.count).toBe(1);
    open();
    await settled;
  });

  it('shows in the status of its loop, until it is back', async () => {
    let away = true;
    write = async () => {
      if (away) throw AWAY;
      return WRITTEN;
    };
    const settled = settle(aSettlement());
    await eventually(() => statusIn(loops, 'settler').failingMs > 0);
    away = false;
    await settled;
    expect(statusIn(loops, 'settler').failingMs).toBe(0);
  });
});

describe('an outcome that Postgres refuses', () => {
  /** Its last attempt met this error. */
  function withError(error: string | null): Settlement {
    const settlement = aSettlement();
    const [attempt] = settlement.attempts as [Attempt];
    return { ...settlement, attempts: [{ ...attempt, error, responseExcerpt: error }] };
  }

  function isOf({ message }: Settlement): (settlement: Settlement) => boolean {
    return (settlement) => settlement.message === message;
  }

  it('does not hold up the others of its group, is told, and keeps its claim so that nobody sends it again', async () => {
    const { opened, open } = gate();
    const [first, poison, ...others] = [aSettlement(), aSettlement(), aSettlement(), aSettlement()];
    write = async (group) => {
      if (group.includes(first)) await opened;
      if (group.some(isOf(poison))) throw POISON;
      return WRITTEN;
    };
    let told = 0;
    for (const settlement of [first, poison, ...others]) settler.settle(settlement, NOBODY, () => told++);
    open();
    // Whoever waits for it goes on: what it holds is its own claim.
    await eventually(() => told === 4);
    expect(eventsIn(groups)).toEqual([first, ...others].map(({ message }) => message.id));
    expect(lines).toEqual([expect.stringContaining('cannot be written')]);
    expect([...leases.open()]).toEqual([poison?.message]);
  });

  it('is tried again by itself, and tells nobody twice', async () => {
    let refusing = true;
    write = async () => {
      if (refusing) throw POISON;
      return WRITTEN;
    };
    let told = 0;
    const settlement = aSettlement();
    settler.settle(settlement, NOBODY, () => told++);
    await eventually(() => told === 1);
    refusing = false;
    await eventually(() => leases.count === 0);
    expect(groups.flat().filter(isOf(settlement))).toHaveLength(1);
    expect(told).toBe(1);
  });

  it('is written without its texts when they are what is refused', async () => {
    const poison = withError('Pleo answered 400 (€).');
    const other = withError('Pleo answered 400.');
    const { opened, open } = gate();
    const first = aSettlement();
    write = async (group) => {
      if (group.includes(first)) await opened;
      if (group.some(({ attempts }) => attempts.some(({ error }) => error?.includes('€')))) throw POISON;
      return WRITTEN;
    };
    const settled = settle(first, poison, other);
    open();
    expect(await settled).toHaveLength(3);
    const written = groups.flat();
    expect(written.find(isOf(other))?.attempts).toEqual(other.attempts);
    expect(written.find(isOf(poison))?.attempts).toEqual([
      { ...poison.attempts[0], error: expect.stringContaining('cannot store'), responseExcerpt: null },
    ]);
    expect(lines).toEqual([expect.stringContaining('without its texts')]);
  });

  it('that somebody else has locked without its texts is written later', async () => {
    const poison = withError('€');
    let locked = true;
    write = async (group) => {
      if (group.some(({ attempts }) => attempts[0]?.error === '€')) throw POISON;
      return locked ? { ...WRITTEN, later: group } : WRITTEN;
    };
    const settled = settle(poison);
    await eventually(() => groups.length >= 2);
    expect(leases.count).toBe(1);
    locked = false;
    await settled;
  });
});

describe('a job that somebody else has locked', () => {
  it('is written later, its claim is held until then, and what it says of Pleo is told at once', async () => {
    let locked = true;
    write = async (group) => (locked ? { ...WRITTEN, later: group } : WRITTEN);
    const told: unknown[] = [];
    settler.settle(
      aSettlement(),
      (known) => told.push(known),
      () => told.push('written'),
    );
    await eventually(() => groups.length >= 2);
    expect([leases.count, told]).toEqual([1, [CLOSED]]);
    locked = false;
    await eventually(() => leases.count === 0);
    expect(told).toEqual([CLOSED, 'written']);
    expect(entered.flat()).toHaveLength(1);
  });
});

describe('a claim that was lost', () => {
  it('is told, and dropped', async () => {
    write = async (group) => ({ ...WRITTEN, lost: group });
    await settle(aSettlement());
    expect(lines).toEqual([expect.stringMatching(/^warn.*Lost the claim/)]);
  });
});

it('attempts are counted by outcome and status, once each', async () => {
  let tries = 0;
  write = async () => {
    tries += 1;
    if (tries === 1) throw AWAY;
    return WRITTEN;
  };
  const { attempts, ...settlement } = aSettlement();
  const aborted: Attempt = { ...(attempts[0] as Attempt), outcome: 'aborted', statusCode: null };
  const strange: Attempt = { ...aborted, outcome: 'passing', statusCode: 799 };
  await settle({ ...settlement, attempts: [...attempts, aborted, strange] });
  const { values } = await metrics.attempts.get();
  expect(values.map(({ labels, value }) => ({ ...labels, value }))).toEqual([
    { outcome: 'delivered', status: 202, value: 1 },
    { outcome: 'aborted', status: 'none', value: 1 },
    { outcome: 'passing', status: 'other', value: 1 },
  ]);
});

it('how long events took from their acceptance is observed once they are written', async () => {
  const groups = [AWAY, { ...WRITTEN, delays: [0.2, 7000] }];
  write = async () => {
    const next = groups.shift() as Settled | Error;
    if (next instanceof Error) throw next;
    return next;
  };
  await settle(aSettlement());
  const { values } = await metrics.delay.get();
  const find = (suffix: string) => values.find(({ metricName }) => metricName?.endsWith(suffix))?.value;
  expect([find('_count'), find('_sum')]).toEqual([2, 7000.2]);
});
