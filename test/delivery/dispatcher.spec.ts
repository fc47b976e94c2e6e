import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import type { PleoCredentials } from '../../src/credentials/pleo-credentials.js';
import { type Circuit, CLOSED } from '../../src/queue/circuit.js';
import type { CircuitRepository } from '../../src/queue/circuit.repository.js';
import type { Delivery } from '../../src/delivery/delivery.js';
import type { DueQueues } from '../../src/delivery/due-queues.js';
import { Leases } from '../../src/delivery/leases.js';
import { Dispatcher } from '../../src/delivery/dispatcher.js';
import type { DeliveryListener } from '../../src/delivery/delivery.listener.js';
import { keyOf, type QueueRepository } from '../../src/queue/queue.repository.js';
import type { MessageHandlers } from '../../src/delivery/message-handlers.js';
import type { OutcomeWriter } from '../../src/delivery/outcome-writer.js';
import type { ClaimedMessage } from '../../src/queue/message.js';
import type { Settlement } from '../../src/queue/settlement.js';
import { aClaim, KEYLESS, KINDS } from '../support/claims.js';
import { eventually } from '../support/eventually.js';
import { noLoops } from '../support/loops.js';

const CONCURRENCY = 4;
const PAUSED: Circuit = {
  faults: 0,
  jobs: [],
  pause: { kind: 'told_to_wait', reason: 'Pleo answered 429.', ageMs: 0, remainingMs: 1000, probes: 0 },
};

/** A request to Pleo that was begun, until the test says what comes of it. */
interface Request {
  readonly message: ClaimedMessage;
  readonly answer: (disposition?: Settlement['disposition']) => void;
}

/** Due events, and those that were claimed. */
let due: ClaimedMessage[];
let claimed: ClaimedMessage[];
let requests: Request[];
/** What was written, by kind of disposition. */
let written: string[];
/** Whether outcomes can be written. */
let canWrite: boolean;
/** What the circuit is when outcomes are written. */
let circuit: Circuit;
/** Whether this replica finds the pause by looking. */
let isHeardOf: boolean;
/** How often it has looked for pauses. */
let looks: number;
let onNews: (credential: string) => void;
let leases: Leases;
let dispatcher: Dispatcher;

beforeEach(() => {
  [due, claimed, requests, written, circuit] = [[], [], [], [], CLOSED];
  [canWrite, isHeardOf, looks] = [true, false, 0];
  const queues = {
    noteNews: () => undefined,
    noteNewsAnywhere: () => undefined,
    look: async () => false,
    marks: () => new Map(),
    async claim(_kinds: string[], limit: number, _: string[], remaining: ReadonlyMap<string, number>) {
      // It takes its time, in which requests end.
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
      const left = remaining.get('default') ?? limit;
      const messages = circuit.pause ? [] : due.splice(0, Math.min(limit, left));
      claimed.push(...messages);
      return { messages, isMoreDue: messages.length >= limit };
    },
  } as unknown as DueQueues;
  leases = new Leases(
    {
      renew: async (messages: ClaimedMessage[]) => new Set(messages.map(keyOf)),
    } as unknown as QueueRepository,
    noLoops(),
  );
  dispatcher = new Dispatcher(
    queues,
    {
      async takeProbes() {
        looks += 1;
        return isHeardOf ? [{ credential: 'default', taken: false }] : [];
      },
    } as unknown as CircuitRepository,
    { kinds: KINDS } as MessageHandlers,
    {
      deliver: (message: ClaimedMessage) =>
        new Promise<Settlement>((resolve) => {
          requests.push({
            message,
            answer: (disposition = { kind: 'delivered', outcome: 'delivered' }) =>
              resolve({ message, disposition, attempts: [], pleoStatus: null, signal: null }),
          });
        }),
    } as unknown as Delivery,
    { reach: KEYLESS } as PleoCredentials,
    leases,
    {
      settle(
        { message, disposition }: Settlement,
        onObserved: (seen: Circuit) => void,
        onWritten: () => void,
      ) {
        written.push(disposition.kind);
        if (!canWrite) return;
        leases.drop(message);
        setImmediate(() => {
          onObserved(circuit);
          onWritten();
        });
      },
    } as unknown as OutcomeWriter,
    {
      start: (listener: typeof onNews) => (onNews = listener),
      stop: async () => undefined,
    } as unknown as DeliveryListener,
    loadSettings({ DELIVERY_CONCURRENCY: String(CONCURRENCY), SHUTDOWN_TIMEOUT_SECONDS: '1' }),
    noLoops(),
  );
  dispatcher.onApplicationBootstrap();
});
afterEach(async () => {
  const stopped = dispatcher.onModuleDestroy();
  // What is still on the way ends.
  for (const { answer } of requests) answer();
  await stopped;
});

function dueEvents(count: number): void {
  due.push(...Array.from({ length: count }, () => aClaim()));
  onNews('default');
}

/** Answers requests as they come until `count` were made in all, and leaves the last ones without an answer. */
async function answerUntil(count: number): Promise<void> {
  for (let answered = 0; requests.length < count; answered++) {
    const request = await eventually(() => requests[answered]);
    request.answer();
    await new Promise(setImmediate);
  }
}

/** How many events are claimed and not sent. */
function readAhead(): number {
  return leases.count - (requests.length - written.length);
}

describe('the dispatcher', () => {
  it('has no more requests on the way than it may, and sends the next one when one has ended', async () => {
    dueEvents(10);
    await eventually(() => requests.length === CONCURRENCY);
    expect(leases.count).toBeGreaterThanOrEqual(CONCURRENCY);
    requests[2]?.answer();
    await eventually(() => requests.length === CONCURRENCY + 1);
    expect(written).toEqual(['delivered']);
  });

  it('reads ahead while Pleo is quick', async () => {
    dueEvents(1000);
    await answerUntil(200);
    await eventually(() => readAhead() > 0);
    expect(requests.length - written.length).toBeLessThanOrEqual(CONCURRENCY);
  });

  it('holds no more than it may when outcomes cannot be written', async () => {
    dueEvents(1000);
    canWrite = false;
    for (let answered = 0; answered < 6 * CONCURRENCY; answered++) {
      (await eventually(() => requests[answered])).answer();
      onNews('default');
      await new Promise(setImmediate);
    }
    await eventually(() => leases.count === 6 * CONCURRENCY && requests.length === leases.count);
    expect(due).toHaveLength(1000 - 6 * CONCURRENCY);
    // Nobody waits for these.
    for (const message of claimed) leases.drop(message);
  });

  it('leaves to other replicas what a slow Pleo keeps it from sending', async () => {
    dueEvents(100);
    await eventually(() => requests.length === CONCURRENCY);
    for (let looks = 0; looks < 20; looks++) {
      onNews('default');
      await new Promise(setImmediate);
    }
    expect(readAhead()).toBeLessThanOrEqual(CONCURRENCY);
    expect(due.length).toBeGreaterThanOrEqual(100 - 2 * CONCURRENCY);
  });

  it('frees what it read ahead when a pause begins, and sends none of it', async () => {
    dueEvents(1000);
    await answerUntil(100);
    await eventually(() => readAhead() > 0);
    const sent = requests.length;
    circuit = PAUSED;
    requests.at(-1)?.answer({ kind: 'release' });
    // The others are on the way.
    await eventually(() => leases.count === CONCURRENCY - 1);
    expect(requests).toHaveLength(sent);
  });

  it.each([
    ['that it met', false],
    ['that it only heard of', true],
  ])(
    'goes on with one event after a pause %s, and with one more for each that was settled',
    async (_, heard) => {
      if (heard) {
        [circuit, isHeardOf] = [PAUSED, true];
        looks = 0;
        await eventually(() => looks > 0);
      } else {
        dueEvents(CONCURRENCY);
        await eventually(() => requests.length === CONCURRENCY);
        circuit = PAUSED;
        for (const { answer } of requests) answer({ kind: 'release' });
        await eventually(() => leases.count === 0);
      }
      [circuit, isHeardOf] = [CLOSED, false];
      const before = requests.length;
      const sent = async (count: number) => {
        await eventually(() => requests.length === before + count);
        for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
        expect(requests).toHaveLength(before + count);
      };
      dueEvents(100);
      await sent(1);
      requests.at(-1)?.answer();
      await sent(3);
    },
  );

  it('sends nothing whose claim was lost while it waited for a lane', async () => {
    dueEvents(1000);
    await answerUntil(100);
    await eventually(() => readAhead() > 0);
    const isSent = ({ claim }: ClaimedMessage) => requests.some(({ message }) => message.claim === claim);
    const ahead = claimed.filter((event) => !isSent(event));
    expect(ahead.length).toBeGreaterThan(0);
    const sent = requests.length;
    leases.abortAll();
    for (const { answer } of requests) answer({ kind: 'release' });
    // What follows was claimed afterwards.
    await eventually(() => requests.length > sent);
    expect(ahead.filter(isSent)).toEqual([]);
  });

  it('frees what it read ahead when it is told to end, at once', async () => {
    dueEvents(1000);
    await answerUntil(100);
    await eventually(() => readAhead() > 0);
    const sent = requests.length;
    const stopped = dispatcher.onModuleDestroy();
    // The others are on the way.
    await eventually(() => leases.count === CONCURRENCY);
    for (const { answer } of requests) answer();
    await stopped;
    expect(requests).toHaveLength(sent);
    expect(leases.count).toBe(0);
  });
});
