import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CompanyAuthorization, PleoCredentials } from '../../src/credentials/pleo-credentials.js';
import { Cancellation } from '../../src/pleo/cancellation.js';
import type { PleoAnswer } from '../../src/pleo/pleo.answer.js';
import { PleoAccess } from '../../src/pleo-access/pleo-access.js';
import { PleoSession } from '../../src/pleo-access/pleo-session.js';
import { type Circuit, CLOSED } from '../../src/queue/circuit.js';
import type { CircuitRepository } from '../../src/queue/circuit.repository.js';
import type { HandPausesRepository } from '../../src/queue/hand-pauses.repository.js';
import { aClaim } from '../support/claims.js';

const COMPANY = randomUUID();
const OWN: CompanyAuthorization = { credential: COMPANY, authorization: 'Bearer own' };
const DEFAULT: CompanyAuthorization = { credential: 'default', authorization: 'Basic ours' };
const PAUSED: Circuit = {
  faults: 0,
  jobs: [],
  pause: { kind: 'told_to_wait', reason: 'Pleo answered 429.', ageMs: 0, remainingMs: 1000, probes: 0 },
};
const AWAY = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });

/** What the credentials and the circuits were asked, in order. */
let calls: string[];
let circuit: Circuit;
let company: CompanyAuthorization | Error;
let isLeftAlone: boolean;
let isPausedByHand: boolean | Error;
let access: PleoAccess;
beforeEach(() => {
  [calls, circuit, company, isLeftAlone, isPausedByHand] = [[], CLOSED, OWN, false, false];
  access = new PleoAccess(
    {
      cached: () => null,
      async authorizationFor(id: string | null) {
        calls.push(`authorize ${id === COMPANY ? 'company' : id}`);
        if (company instanceof Error) throw company;
        return company;
      },
      async refused(_: string, authorization: string) {
        calls.push(`refused ${authorization}`);
        return true;
      },
      leavesAlone: () => isLeftAlone,
    } as unknown as PleoCredentials,
    {
      async read(credential: string) {
        calls.push(`read ${credential === COMPANY ? 'company' : credential}`);
        return circuit;
      },
    } as unknown as CircuitRepository,
    {
      async isPaused(id: string | null) {
        calls.push(`by hand ${id === COMPANY ? 'company' : id}`);
        if (isPausedByHand instanceof Error) throw isPausedByHand;
        return isPausedByHand;
      },
    } as unknown as HandPausesRepository,
  );
});

describe('a way to Pleo that obeys pauses', () => {
  it('is opened with the credential that is named', async () => {
    expect(await access.open(COMPANY, new Cancellation())).toMatchObject(OWN);
    company = DEFAULT;
    expect(await access.open('default', new Cancellation())).toMatchObject(DEFAULT);
    expect(calls).toEqual(['read company', 'authorize company', 'read default', 'authorize null']);
  });

  it('is closed while the credential is paused, and nothing else is asked', async () => {
    circuit = PAUSED;
    expect(await access.open(COMPANY, new Cancellation())).toEqual({
      kind: 'paused',
      reason: 'Pleo answered 429.',
      waitMs: 1000,
    });
    expect(calls).toEqual(['read company']);
  });

  it('is closed where there is nothing to send with, here or anywhere', async () => {
    company = { credential: COMPANY, refused: 'A new consent is needed.' };
    const reason = 'A new consent is needed.';
    expect(await access.open(COMPANY, new Cancellation())).toEqual({ kind: 'refused', reason });
    isLeftAlone = true;
    expect(await access.open(COMPANY, new Cancellation())).toEqual({ kind: 'left_to_others', reason });
  });

  it('is not opened with the default credential in place of one that is gone', async () => {
    company = DEFAULT;
    expect(await access.open(COMPANY, new Cancellation())).toEqual({ kind: 'moved', credential: 'default' });
  });

  it('says when the database does not answer', async () => {
    company = AWAY;
    await expect(access.open(COMPANY, new Cancellation())).rejects.toBe(AWAY);
  });
});

describe('a way to Pleo for a claimed message', () => {
  it('is opened without a look at pauses, which the claim has had', async () => {
    circuit = PAUSED;
    const message = aClaim({ companyId: COMPANY, credential: COMPANY });
    expect(await access.openClaimed(message, new Cancellation())).toMatchObject(OWN);
    expect(calls).toEqual(['authorize company']);
  });

  it('is looked at anew for pauses by hand where the claim is old', async () => {
    const message = { ...aClaim({ companyId: COMPANY, credential: COMPANY }), generation: undefined };
    expect(await access.openClaimed(message, new Cancellation())).toMatchObject(OWN);
    for (const is of [true, AWAY]) {
      isPausedByHand = is;
      expect(await access.openClaimed(message, new Cancellation())).toEqual({ kind: 'outdated' });
    }
    expect(calls).toEqual(['by hand company', 'authorize company', 'by hand company', 'by hand company']);
  });

  it('leads to the queue that nobody claims where nothing of the company is to be sent', async () => {
    const message = aClaim({ companyId: COMPANY, credential: COMPANY, stoppedIn: `paused:${COMPANY}` });
    const moved = { kind: 'moved', credential: `paused:${COMPANY}` };
    expect(await access.openClaimed(message, new Cancellation())).toEqual(moved);
    expect(calls).toEqual([]);
  });

  it('is outdated, and no reason for anything, when the database does not answer', async () => {
    company = AWAY;
    const message = aClaim({ companyId: COMPANY, credential: COMPANY });
    expect(await access.openClaimed(message, new Cancellation())).toEqual({ kind: 'outdated' });
  });
});

describe('a session', () => {
  const answered = (status: number) => async () => ({ kind: 'answered', status }) as PleoAnswer;
  const session = async (cancellation = new Cancellation()) =>
    (await access.open(COMPANY, cancellation)) as PleoSession;

  it.each([
    [200, []],
    [401, ['refused Bearer own']],
    [403, []],
    [429, []],
  ])(
    'that reads and is answered %i has its credential renewed where that may help',
    async (status, asked) => {
      const opened = await session();
      calls = [];
      expect(await opened.read(answered(status))).toMatchObject({ status });
      expect(calls).toEqual(asked);
    },
  );

  it('has it renewed once, however often Pleo answers 401', async () => {
    const opened = await session();
    calls = [];
    await opened.read(answered(401));
    await opened.read(answered(401));
    expect(await opened.renew()).toBe(true);
    expect(calls).toEqual(['refused Bearer own']);
  });

  it('that is over has nothing renewed any more', async () => {
    const cancellation = new Cancellation();
    const opened = await session(cancellation);
    calls = [];
    cancellation.end();
    await opened.read(answered(401));
    expect(calls).toEqual([]);
  });

  it('lets requests go with what it was opened with', async () => {
    const cancellation = new Cancellation();
    const opened = await session(cancellation);
    const answer = await opened.read(async (permit) => {
      expect(permit).toMatchObject({ authorization: 'Bearer own' });
      expect(permit.cancellation).toBe(cancellation);
      return { kind: 'unanswered', code: 'TIMEOUT' };
    });
    expect(answer).toEqual({ kind: 'unanswered', code: 'TIMEOUT' });
  });

  it('says why nothing can be sent any more', async () => {
    const opened = await session();
    expect(await opened.refusal()).toBeNull();
    company = { credential: COMPANY, refused: 'A new consent is needed.' };
    expect(await opened.refusal()).toBe('A new consent is needed.');
  });
});
