import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circuit, CLOSED, nextCircuit, type Observation, type Pause } from '../../src/queue/circuit.js';

const THRESHOLD = 3;
const JUST_BELOW_ONE = 1 - Number.EPSILON;
/** Every pause here began 5 s ago. What was asked later is news; what was asked earlier was under way. */
const NEWS = 1000;
const OLD = 9000;

function pause(kind: Pause['kind'], given: Partial<Pause> = {}): Pause {
  return { kind, reason: 'Pleo answered.', ageMs: 5000, remainingMs: 30_000, probes: 2, ...given };
}

const WAITING = pause('told_to_wait', { probes: 0 });
const REFUSED = pause('credential_refused');
const OPEN = pause('circuit_open');

/** Each seen with a job of its own, unless one is named. */
let jobs = 0;
function from(ageMs: number, jobId = `job ${jobs++}`) {
  return { ageMs, jobId, isRepeated: false };
}
function alive(ageMs: number, jobId?: string): Observation {
  return { kind: 'alive', ...from(ageMs, jobId) };
}
function passing(ageMs: number, jobId?: string): Observation {
  return { kind: 'passing', ...from(ageMs, jobId), error: 'Pleo answered 500.' };
}
/** Whatever the job: there is nothing to send with. */
function credential(ageMs: number): Observation {
  return { kind: 'credential', ...from(ageMs), error: 'Pleo answered 401.', isCertain: true };
}
function refused(ageMs: number, jobId?: string): Observation {
  return { kind: 'credential', ...from(ageMs, jobId), error: 'Pleo answered 401.', isCertain: false };
}
function wait(ageMs: number, waitMs: number, jobId?: string): Observation {
  return { kind: 'wait', ...from(ageMs, jobId), waitMs, error: 'Pleo answered 429.' };
}
function again(seen: Observation): Observation {
  return { ...seen, isRepeated: true };
}

/** What `seen` makes of a circuit with one fault in a row; delays are drawn from the middle. */
function next(before: Pause | null, seen: Observation, faults = 1): Circuit {
  return nextCircuit({ faults, jobs: ['job of the fault'], pause: before }, seen, THRESHOLD, 0.5);
}

/** What many, one after the other, make of a closed circuit; delays are drawn from the middle. */
function after(...seen: Observation[]): Circuit {
  return seen.reduce((circuit, one) => nextCircuit(circuit, one, THRESHOLD, 0.5), CLOSED);
}

const NEW_WAIT = {
  kind: 'told_to_wait',
  reason: 'Pleo answered 429.',
  ageMs: 0,
  remainingMs: 7000,
  probes: 0,
} as const;
const NEW_REFUSED = {
  kind: 'credential_refused',
  reason: 'Pleo answered 401.',
  ageMs: 0,
  remainingMs: 60_000,
  probes: 0,
} as const;

describe('nextCircuit', () => {
  it.each<[string, Pause | null, Observation, Omit<Circuit, 'jobs'>]>([
    ['an answer without a pause', null, alive(NEWS), CLOSED],
    ['an answer to an older request without a pause', null, alive(OLD), CLOSED],
    ['an answer in a wait', WAITING, alive(NEWS), { faults: 0, pause: WAITING }],
    ['an answer that was under way when a wait began', WAITING, alive(OLD), { faults: 0, pause: WAITING }],
    ['the answer to a probe of the credential', REFUSED, alive(NEWS), CLOSED],
    ['an answer older than the refusal', REFUSED, alive(OLD), { faults: 0, pause: REFUSED }],
    ['the answer to a probe of an open circuit', OPEN, alive(NEWS), CLOSED],
    ['an answer older than the open circuit', OPEN, alive(OLD), { faults: 0, pause: OPEN }],

    ['a fault below the threshold', null, passing(NEWS), { faults: 2, pause: null }],
    ['a fault in a wait', WAITING, passing(NEWS), { faults: 2, pause: WAITING }],
    ['a fault that was under way when a wait began', WAITING, passing(OLD), { faults: 1, pause: WAITING }],
    ['a fault of a probe of the credential', REFUSED, passing(NEWS), { faults: 2, pause: REFUSED }],
    ['a fault older than the refusal', REFUSED, passing(OLD), { faults: 1, pause: REFUSED }],
    ['a fault older than the open circuit', OPEN, passing(OLD), { faults: 1, pause: OPEN }],

    ['a refused credential', null, credential(NEWS), { faults: 1, pause: NEW_REFUSED }],
    ['a credential refused in a wait', WAITING, credential(NEWS), { faults: 1, pause: WAITING }],
    [
      'a credential refused to what was under way when a wait began',
      WAITING,
      credential(OLD),
      { faults: 1, pause: WAITING },
    ],
    [
      'a credential that is still refused',
      REFUSED,
      credential(NEWS),
      { faults: 1, pause: { ...NEW_REFUSED, ageMs: 5000, probes: 3 } },
    ],
    ['a refusal older than the first one', REFUSED, credential(OLD), { faults: 1, pause: REFUSED }],
    ['a credential refused to a probe', OPEN, credential(NEWS), { faults: 1, pause: NEW_REFUSED }],
    ['a refusal older than the open circuit', OPEN, credential(OLD), { faults: 1, pause: OPEN }],

    ['a time to wait', null, wait(NEWS, 7000), { faults: 1, pause: NEW_WAIT }],
    [
      'a longer time in a wait',
      WAITING,
      wait(NEWS, 40_000),
      { faults: 1, pause: { ...NEW_WAIT, remainingMs: 40_000 } },
    ],
    [
      'a shorter time in a wait',
      WAITING,
      wait(OLD, 7000),
      { faults: 1, pause: { ...NEW_WAIT, remainingMs: 30_000 } },
    ],
    [
      'a time to wait for a probe of the credential',
      REFUSED,
      wait(NEWS, 7000),
      { faults: 1, pause: NEW_WAIT },
    ],
    ['a time to wait, older than the refusal', REFUSED, wait(OLD, 7000), { faults: 1, pause: NEW_WAIT }],
    ['a time to wait for a probe of an open circuit', OPEN, wait(NEWS, 7000), { faults: 1, pause: NEW_WAIT }],
    ['a time to wait, older than the open circuit', OPEN, wait(OLD, 7000), { faults: 1, pause: NEW_WAIT }],
  ])('knows what to make of %s', (_, before, seen, expected) => {
    expect(next(before, seen)).toMatchObject(expected);
  });

  it('opens with the fault that reaches the threshold, and names it', () => {
    expect(next(null, passing(NEWS), THRESHOLD - 1)).toMatchObject({
      faults: THRESHOLD,
      pause: { kind: 'circuit_open', reason: 'Pleo answered 500.', ageMs: 0, remainingMs: 500, probes: 0 },
    });
  });

  it('opens with the first fault when one is enough', () => {
    expect(nextCircuit(CLOSED, passing(NEWS), 1, 0).pause?.kind).toBe('circuit_open');
  });

  it('opens when probes of the credential meet as many faults as that', () => {
    expect(next(REFUSED, passing(NEWS), THRESHOLD - 1).pause).toMatchObject({
      kind: 'circuit_open',
      ageMs: 0,
      probes: 0,
    });
  });

  it('does not open in a wait, however many faults there are', () => {
    expect(next(WAITING, passing(NEWS), 50)).toMatchObject({ faults: 51, pause: WAITING });
  });

  it.each([
    [0, 2000],
    [1, 4000],
    [7, 256_000],
    [8, 300_000],
    [200, 300_000],
  ])('once it is open waits after %i failed probes and another one up to %i ms', (probes, ceiling) => {
    const before = { faults: 9, jobs: ['one', 'two'], pause: pause('circuit_open', { probes }) };
    const delays = [0, 0.5, JUST_BELOW_ONE].map(
      (random) => nextCircuit(before, passing(NEWS), THRESHOLD, random).pause,
    );
    expect(delays).toMatchObject([
      { remainingMs: 0, probes: probes + 1, ageMs: 5000 },
      { remainingMs: ceiling / 2 },
      { remainingMs: ceiling - 1 },
    ]);
  });

  it('begins anew after an answer: the faults before it do not count', () => {
    const seen = [passing(30), passing(20), alive(10), passing(5), passing(1)];
    expect(after(...seen)).toMatchObject({ faults: 2, pause: null });
  });
});

describe('the trouble of one job', () => {
  it('does not pause the credential when it is refused once, and others get through', () => {
    const circuit = after(refused(NEWS, 'A'), alive(NEWS, 'B'), refused(NEWS, 'A'), alive(NEWS, 'C'));
    expect(circuit).toEqual(CLOSED);
    expect(after(refused(NEWS, 'A')).pause).toBeNull();
  });

  it('pauses the credential when it is refused again and nobody got through meanwhile; the next job goes at once', () => {
    const { pause } = after(refused(NEWS, 'A'), refused(NEWS, 'A'));
    expect(pause).toMatchObject({ kind: 'credential_refused', probes: 0, remainingMs: 500 });
    const goesOn = after(...Array.from({ length: 20 }, () => refused(0, 'A')));
    expect(goesOn.pause).toMatchObject({ kind: 'credential_refused', probes: 18, remainingMs: 500 });
  });

  it('is that of all when a third job in a row is refused: then one a minute is tried', () => {
    expect(after(refused(NEWS, 'A'), refused(NEWS, 'B')).pause).toBeNull();
    expect(after(refused(NEWS, 'A'), refused(NEWS, 'B'), refused(NEWS, 'C'))).toEqual({
      faults: 0,
      jobs: ['A', 'B', 'C'],
      pause: NEW_REFUSED,
    });
  });

  it('opens the circuit when it is all there is, and the next job goes at once, however long that lasts', () => {
    const { pause } = after(...Array.from({ length: 30 }, () => passing(0, 'A')));
    expect(pause).toMatchObject({ kind: 'circuit_open', probes: 30 - THRESHOLD, remainingMs: 500 });
    const many = after(...['A', 'B', 'C', 'D', 'E'].map((job) => passing(0, job)));
    expect(many.pause).toMatchObject({ kind: 'circuit_open', probes: 2, remainingMs: 2000 });
  });

  it('is its own when it met it before and others got through since: no number of such jobs holds up others', () => {
    const known = ['A', 'B', 'C', 'D', 'E'];
    expect(after(...known.map((job) => again(refused(NEWS, job))))).toEqual(CLOSED);
    expect(after(...known.map((job) => again(wait(NEWS, 7000, job))))).toEqual(CLOSED);
    expect(after(...known.map((job) => again(passing(NEWS, job))))).toEqual(CLOSED);
  });

  it('is no longer its own once a new job meets it too: then all faults count', () => {
    const circuit = after(passing(NEWS, 'B'), again(passing(NEWS, 'A')), again(passing(NEWS, 'A')));
    expect(circuit).toMatchObject({ jobs: ['B'], pause: { kind: 'circuit_open', remainingMs: 500 } });
  });

  it('is no longer its own once nobody else gets through: a third new job that is refused pauses for a minute', () => {
    const circuit = after(
      again(refused(0, 'A')),
      ...['B', 'C', 'D'].map((job) => refused(0, job)),
      again(refused(0, 'A')),
    );
    expect(circuit).toMatchObject({ jobs: ['B', 'C', 'D'], pause: { probes: 1, remainingMs: 60_000 } });
  });

  it('lets all wait when it is told to for the first time, and no one else when it is told so again', () => {
    const first = after(wait(NEWS, 7000, 'A'));
    expect(first.pause).toEqual(NEW_WAIT);
    const over = { ...first, pause: null };
    expect(nextCircuit(over, again(wait(NEWS, 7000, 'A')), THRESHOLD, 0.5)).toEqual(over);
    expect(after(alive(NEWS), again(wait(NEWS, 7000, 'A'))).pause).toBeNull();
  });

  it('to wait is that of all as soon as another job is told so too', () => {
    const over = { ...after(wait(NEWS, 7000, 'A')), pause: null };
    expect(nextCircuit(over, wait(NEWS, 7000, 'B'), THRESHOLD, 0.5).pause).toEqual(NEW_WAIT);
    expect(nextCircuit(over, again(wait(NEWS, 7000, 'B')), THRESHOLD, 0.5).pause).toEqual(NEW_WAIT);
  });

  it('is remembered of no more jobs than matter', () => {
    const circuit = after(...Array.from({ length: 50 }, (_, index) => passing(0, `job ${index}`)));
    expect(circuit.jobs).toHaveLength(THRESHOLD);
  });
});

describe('whatever was seen before', () => {
  const ms = fc.integer({ min: 0, max: 3_600_000 });
  const job = fc.constantFrom('A', 'B', 'C', 'D');
  const random = fc.double({ min: 0, max: JUST_BELOW_ONE, noNaN: true });
  const anyObservation = fc.oneof(
    fc.tuple(ms, job).map(([age, id]) => alive(age, id)),
    fc.tuple(ms, job).map(([age, id]) => passing(age, id)),
    ms.map(credential),
    fc.tuple(ms, job).map(([age, id]) => refused(age, id)),
    fc
      .tuple(ms, fc.integer({ min: 1000, max: 3_600_000 }), job)
      .map(([age, waitMs, id]) => wait(age, waitMs, id)),
  );
  /** What a circuit can become, read again some time after each observation. */
  const anyCircuit = fc
    .array(fc.tuple(anyObservation, ms, random), { maxLength: 12 })
    .map((history) =>
      history.reduce<Circuit>(
        (circuit, [seen, later, chance]) =>
          afterSomeTime(nextCircuit(circuit, seen, THRESHOLD, chance), later % 90_000),
        CLOSED,
      ),
    );

  function afterSomeTime(circuit: Circuit, later: number): Circuit {
    const { pause } = circuit;
    if (!pause) return circuit;
    const remainingMs = pause.remainingMs - later;
    if (pause.kind === 'told_to_wait' && remainingMs <= 0) return { ...circuit, pause: null };
    return { ...circuit, pause: { ...pause, ageMs: pause.ageMs + later, remainingMs } };
  }

  it('a pause is never shorter than Pleo named, and ends by its time alone', () => {
    fc.assert(
      fc.property(anyCircuit, anyObservation, random, (circuit, seen, chance) => {
        const after = nextCircuit(circuit, seen, THRESHOLD, chance);
        if (seen.kind === 'wait') {
          expect(after.pause?.kind).toBe('told_to_wait');
          expect(after.pause?.remainingMs).toBeGreaterThanOrEqual(seen.waitMs);
        }
        if (circuit.pause?.kind === 'told_to_wait') {
          expect(after.pause?.kind).toBe('told_to_wait');
          expect(after.pause?.remainingMs).toBeGreaterThanOrEqual(circuit.pause.remainingMs);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('an answer to what was asked before a pause began leaves it as it is', () => {
    fc.assert(
      fc.property(anyCircuit, ms, random, (circuit, more, chance) => {
        fc.pre(circuit.pause !== null);
        const old = (circuit.pause?.ageMs ?? 0) + 1 + more;
        expect(nextCircuit(circuit, alive(old), THRESHOLD, chance).pause).toEqual(circuit.pause);
      }),
      { numRuns: 500 },
    );
  });

  it('an answer makes the faults in a row none', () => {
    fc.assert(
      fc.property(anyCircuit, ms, random, (circuit, age, chance) => {
        expect(nextCircuit(circuit, alive(age), THRESHOLD, chance).faults).toBe(0);
      }),
    );
  });

  it('an answer to a probe ends a refused credential and an open circuit', () => {
    fc.assert(
      fc.property(anyCircuit, random, (circuit, chance) => {
        fc.pre(circuit.pause !== null && circuit.pause.kind !== 'told_to_wait');
        expect(nextCircuit(circuit, alive(0), THRESHOLD, chance)).toEqual(CLOSED);
      }),
    );
  });

  it('as many new faults as the threshold leave no way open', () => {
    fc.assert(
      fc.property(anyCircuit, random, (circuit, chance) => {
        let later = circuit;
        for (let count = 0; count < THRESHOLD; count++)
          later = nextCircuit(later, passing(0), THRESHOLD, chance);
        expect(later.pause).not.toBeNull();
      }),
    );
  });
});
