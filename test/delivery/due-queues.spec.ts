import { beforeEach, describe, expect, it } from 'vitest';
import { DueQueues } from '../../src/delivery/due-queues.js';
import type { QueueRepository, QueueMark, WaitingQueue } from '../../src/queue/queue.repository.js';
import { KEYLESS, KINDS } from '../support/claims.js';
import type { Loops } from '../../src/loops/loops.js';
import { noLoops, statusIn } from '../support/loops.js';

const DEFAULT = 'default';
const COMPANY = '7d1c8f5e-0000-4000-8000-000000000001';

/** The queues and marks that each claim looked at. */
let asked: Record<string, number | null>[];
/** What the next claim, and the next look, sees; and what happens while it does. */
let states: QueueMark[];
let waiting: WaitingQueue[];
let meanwhile: () => void | Promise<unknown>;
let whileLooking: () => void;
let canLook: boolean;
let queues: DueQueues;
let loops: Loops;
beforeEach(() => {
  whileLooking = () => undefined;
  [asked, states, waiting, meanwhile, canLook] = [[], [], [], () => undefined, true];
  loops = noLoops();
  queues = new DueQueues(
    {
      async claim(
        _kinds: string[],
        _limit: number,
        _probes: string[],
        _rooms: unknown,
        _reach: unknown,
        marks: ReadonlyMap<string, number | null>,
      ) {
        asked.push(Object.fromEntries(marks));
        await meanwhile();
        return { messages: [], queues: states };
      },
      async findQueues() {
        whileLooking();
        if (!canLook) throw new Error('canceling statement due to statement timeout');
        return waiting;
      },
    } as unknown as QueueRepository,
    loops,
  );
});

async function claim(...seen: QueueMark[]): Promise<Record<string, number | null> | undefined> {
  states = seen;
  await queues.claim(KINDS, 64, [], new Map(), KEYLESS);
  return asked.at(-1);
}

function seen(credential: string, mark: number): QueueMark {
  return { credential, mark, isMoreDue: false };
}

describe('a claim', () => {
  it('begins where the one before left off', async () => {
    expect(await claim(seen(DEFAULT, 100))).toEqual({ [DEFAULT]: null });
    expect(await claim(seen(DEFAULT, 105))).toEqual({ [DEFAULT]: 100 });
    expect(await claim()).toEqual({ [DEFAULT]: 105 });
  });

  it('does not raise a mark that a look puts lower while it is made', async () => {
    await claim(seen(DEFAULT, 100));
    waiting = [{ credential: DEFAULT, oldestDue: 40 }];
    meanwhile = () => queues.look();
    await claim(seen(DEFAULT, 110));
    meanwhile = () => undefined;
    expect(await claim(seen(DEFAULT, 111))).toEqual({ [DEFAULT]: 40 });
    expect(await claim()).toEqual({ [DEFAULT]: 111 });
  });
});

describe('a look', () => {
  it('finds queues of which nobody has told, and says so once', async () => {
    waiting = [{ credential: COMPANY, oldestDue: 50 }];
    expect(await queues.look()).toBe(true);
    expect(await claim(seen(COMPANY, 49))).toEqual({ [DEFAULT]: null, [COMPANY]: 50 });
    queues.noteNewsAnywhere();
    expect(await queues.look()).toBe(false);
  });

  it('lets claims leave out companies for which nothing waits any more, and their marks are remembered', async () => {
    queues.noteNews(COMPANY);
    expect(await claim(seen(COMPANY, 100))).toEqual({ [DEFAULT]: null, [COMPANY]: null });
    await queues.look();
    expect(await claim()).toEqual({ [DEFAULT]: null });
    queues.noteNews(COMPANY);
    expect(await claim()).toEqual({ [DEFAULT]: null, [COMPANY]: 100 });
  });

  it('does not forget what is told of while it is made', async () => {
    queues.noteNews(COMPANY);
    whileLooking = () => queues.noteNews(COMPANY);
    await queues.look();
    expect(await claim()).toEqual({ [DEFAULT]: null, [COMPANY]: null });
  });

  it('finds what lies below a mark, and says so', async () => {
    await claim(seen(DEFAULT, 100));
    waiting = [{ credential: DEFAULT, oldestDue: 40 }];
    expect(await queues.look()).toBe(true);
    expect(await claim()).toEqual({ [DEFAULT]: 40 });
  });

  it('leaves a mark alone that lies before what waits', async () => {
    await claim(seen(DEFAULT, 100));
    waiting = [{ credential: DEFAULT, oldestDue: 140 }];
    expect(await queues.look()).toBe(false);
    expect(await claim()).toEqual({ [DEFAULT]: 100 });
  });

  it('is not made again at once, unless there is news of unknown place', async () => {
    await queues.look();
    waiting = [{ credential: COMPANY, oldestDue: 50 }];
    expect(await queues.look()).toBe(false);
    queues.noteNewsAnywhere();
    expect(await queues.look()).toBe(true);
  });

  it('that fails is counted, and claims go on', async () => {
    canLook = false;
    expect(await queues.look()).toBe(false);
    expect(statusIn(loops, 'queues').failures).toBe(1);
    expect(await claim()).toEqual({ [DEFAULT]: null });
  });
});

describe('more is due', () => {
  it.each([
    ['where one of the queues had its whole share', [true, false], true],
    ['not where each had less', [false, false], false],
  ])('%s', async (_, [ours = false, theirs = false], expected) => {
    states = [
      { credential: DEFAULT, mark: 1, isMoreDue: ours },
      { credential: COMPANY, mark: 1, isMoreDue: theirs },
    ];
    expect((await queues.claim(KINDS, 64, [], new Map(), KEYLESS)).isMoreDue).toBe(expected);
  });
});
