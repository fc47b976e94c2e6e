import { randomUUID } from 'node:crypto';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigModule } from '../../src/config/config.module.js';
import { loadSettings } from '../../src/config/load-settings.js';
import type { PleoCredentials } from '../../src/credentials/pleo-credentials.js';
import type { PendingResult } from '../../src/items/item-result.js';
import { ItemsHandler } from '../../src/items/items.handler.js';
import { ItemsRepository } from '../../src/items/items.repository.js';
import { Cancellation } from '../../src/pleo/cancellation.js';
import { PleoModule } from '../../src/pleo/pleo.module.js';
import { PleoSession } from '../../src/pleo-access/pleo-session.js';
import type { Delivered } from '../../src/queue/message-handler.js';
import { aClaim } from '../support/claims.js';
import { ItemsPleo } from './items-pleo.js';

const KEY = 'Basic cGxlby1rZXktdGhhdC1ub2JvZHktbWF5LXNlZTo=';
const DELIVERED = { kind: 'delivered', outcome: 'delivered' };
const PASSING = { kind: 'passing', waitMs: 0 };
const ALIVE = { kind: 'alive' };
const PAGE = { headers: { 'Content-Type': 'text/html' }, body: '<html><title>Not Pleo</title></html>' };
const NOT_OPEN = { type: 'EXPORT_JOB_STATUS_UNPROCESSABLE', message: 'The job is not open' };

let pleo: ItemsPleo;
let module: TestingModule;
let handler: ItemsHandler;
let cancellation: Cancellation;
/** What waits, and whether the job was read before. */
let results: PendingResult[];
let isPleoRead: boolean;
let asked: unknown[][];
let fault: Error | null;

const repository: Pick<ItemsRepository, 'pending'> = {
  pending: async (...given) => {
    asked.push(given);
    if (fault) throw fault;
    return { results, isPleoRead };
  },
};

async function handlerFor(env: Record<string, string> = {}): Promise<ItemsHandler> {
  await module?.close();
  const settings = loadSettings({
    NODE_ENV: 'test',
    PLEO_BASE_URL: pleo.url,
    PLEO_API_KEY: 'unused',
    PLEO_TIMEOUT_MS: '3000',
    PLEO_API_VERSION: 'v3',
    ...env,
  });
  module = await Test.createTestingModule({
    imports: [ConfigModule.with(settings), PleoModule],
    providers: [ItemsHandler, { provide: ItemsRepository, useValue: repository }],
  }).compile();
  return module.get(ItemsHandler);
}

beforeEach(async () => {
  pleo = await ItemsPleo.start(randomUUID());
  [cancellation, results, isPleoRead, asked, fault] = [new Cancellation(), [], true, [], null];
  handler = await handlerFor();
});
afterEach(async () => {
  await module.close();
  await pleo.stop();
});

function deliver(): Promise<Delivered> {
  const session = new PleoSession('default', KEY, cancellation, null, {} as PleoCredentials);
  return handler.deliver(aClaim({ jobId: pleo.jobId, kind: 'items', body: {} }), session);
}

/** A result that waits, of an entry that Pleo shows as `status`; `none`: of which it does not know. */
function waits(given: Partial<PendingResult> = {}, status: string | null = 'pending'): string {
  const accountingEntryId = given.accountingEntryId ?? randomUUID();
  if (status !== 'none') pleo.items.set(accountingEntryId, { status });
  results.push({
    status: 'successful',
    exportedAt: null,
    externalId: null,
    externalUrl: null,
    failureReason: null,
    failureReasonType: null,
    position: results.length + 1,
    ...given,
    accountingEntryId,
  });
  return accountingEntryId;
}

function wait(count: number): string[] {
  return Array.from({ length: count }, () => waits());
}

/** Attempts as `request entries outcome status`. */
function told({ attempts }: Delivered): string[] {
  return attempts.map(({ request, entries, outcome, statusCode }) =>
    [request, entries, outcome, String(statusCode)].filter((word) => word !== undefined).join(' '),
  );
}

/** What became of each, in order. */
function outcomes({ parts = [] }: Delivered): string[] {
  return parts.map(({ outcome }) => outcome);
}

function errorOf({ parts = [] }: Delivered, id: string): string | null {
  return parts.find((part) => part.id === id)?.error ?? null;
}

/** The first PUT is done, and answered so all the same. */
function loseAnswer(answer: object, times = 1): void {
  pleo.script = ({ method, updates }) => {
    if (method !== 'PUT' || times-- <= 0) return null;
    pleo.update(updates);
    return answer;
  };
}

/** These answers to PUTs, one after the other, of which Pleo hears nothing. */
function answerPuts(...answers: object[]): void {
  pleo.script = ({ method }) => (method === 'PUT' ? (answers.shift() ?? null) : null);
}

describe('results', () => {
  it('go in one request, in their order, and nothing that is not set is said of them', async () => {
    const exportedAt = new Date('2026-03-01T12:00:05Z');
    const [one, two, three] = [
      waits({ externalId: 'A-1', externalUrl: 'ext-url', exportedAt }),
      waits({ status: 'failed', failureReason: 'Kein Konto.', failureReasonType: 'account_unknown' }),
      waits({ status: 'in_progress' }),
    ];
    const delivered = await deliver();
    expect(pleo.seen).toMatchObject([
      {
        what: 'PUT 3',
        path: `/v3/export-jobs/${pleo.jobId}/items`,
        authorization: KEY,
      },
    ]);
    expect(pleo.seen[0]?.updates).toEqual([
      {
        accountingEntryId: one,
        status: 'successful',
        exportedAt: '2026-03-01T12:00:05Z',
        externalId: 'A-1',
        externalUrl: 'ext-url',
      },
      {
        accountingEntryId: two,
        status: 'failed',
        failureReason: 'Kein Konto.',
        failureReasonType: 'account_unknown',
      },
      { accountingEntryId: three, status: 'in_progress' },
    ]);
    expect(delivered).toMatchObject({ meaning: DELIVERED, signal: ALIVE, pleoStatus: null });
    expect(delivered.parts).toEqual(
      [one, two, three].map((id, place) => ({
        id,
        position: place + 1,
        status: 'delivered',
        outcome: 'delivered',
        error: null,
      })),
    );
    expect(delivered.attempts).toMatchObject([
      {
        route: 'PUT /export-jobs/{id}/items',
        request: 'items',
        entries: 3,
        outcome: 'delivered',
        statusCode: 200,
        error: null,
        responseExcerpt: null,
        pleoStatus: null,
      },
    ]);
    expect(delivered).not.toHaveProperty('pleoLastUpdatedAt');
  });

  it('are asked for up to PLEO_ITEMS_PER_REQUEST', async () => {
    handler = await handlerFor({ PLEO_ITEMS_PER_REQUEST: '7' });
    await deliver();
    expect(asked).toEqual([[pleo.jobId, 7]]);
  });

  it('that do not wait any more are nothing to send', async () => {
    expect(await deliver()).toEqual({
      meaning: DELIVERED,
      attempts: [],
      pleoStatus: null,
      signal: null,
      parts: [],
    });
    expect(pleo.seen).toEqual([]);
  });

  it('are sent later when the database does not say which', async () => {
    fault = Object.assign(new Error('Connection terminated'), { code: '57P01' });
    expect(await deliver()).toEqual({
      meaning: PASSING,
      attempts: [],
      pleoStatus: null,
      signal: null,
      parts: [],
    });
  });

  it('go out in the words of v1', async () => {
    handler = await handlerFor({ PLEO_API_VERSION: 'v1' });
    waits({ status: 'failed', failureReasonType: 'tag_unknown' });
    expect(outcomes(await deliver())).toEqual(['delivered']);
    expect(pleo.seen).toMatchObject([
      {
        path: `/v1/export-jobs/${pleo.jobId}/items`,
        updates: [{ failureReasonType: 'invalid_configuration' }],
      },
    ]);
  });

  it('that were changed by hand do not reach Pleo, and keep no other from it', async () => {
    const [first, second] = [waits(), waits({ failureReason: 'No failure.' })];
    const delivered = await deliver();
    expect(pleo.told).toEqual(['PUT 1']);
    expect(delivered).toMatchObject({
      meaning: DELIVERED,
      parts: [
        { id: first, outcome: 'delivered' },
        {
          id: second,
          status: 'dead',
          outcome: 'refused',
          error: expect.stringMatching(/^The stored result does not fit .*\/failureReason .*\.$/),
        },
      ],
    });
  });

  it('of which none can be sent are dead without a request', async () => {
    waits({ failureReason: 'No failure.' });
    expect(await deliver()).toMatchObject({ meaning: DELIVERED, attempts: [], signal: null });
    expect(pleo.seen).toEqual([]);
  });
});

describe('the first results of a job', () => {
  it('have Pleo asked when it was last updated', async () => {
    isPleoRead = false;
    wait(2);
    const delivered = await deliver();
    expect(pleo.told).toEqual(['PUT 2', 'GET job']);
    expect(told(delivered)).toEqual(['items 2 delivered 200']);
    expect(delivered).toMatchObject({
      meaning: DELIVERED,
      pleoStatus: 'in_progress',
      pleoLastUpdatedAt: new Date('2026-03-01T12:00:05Z'),
    });
  });

  it('are delivered though that cannot be read', async () => {
    isPleoRead = false;
    wait(1);
    pleo.script = ({ method }) => (method === 'GET' ? { status: 401 } : null);
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning: DELIVERED, signal: ALIVE, pleoStatus: null });
    expect(delivered).not.toHaveProperty('pleoLastUpdatedAt');
  });

  it('do not have it asked when none was delivered, nor behind a fault', async () => {
    isPleoRead = false;
    waits({}, 'none');
    await deliver();
    answerPuts({ status: 503 });
    await deliver();
    expect(pleo.told).toEqual(['PUT 1', 'PUT 1']);
  });
});

describe('an entry in the errors of a 200', () => {
  it('that Pleo does not know is dead, and the others are delivered', async () => {
    const [first, unknown, last] = [waits(), waits({}, 'none'), waits()];
    const delivered = await deliver();
    expect(delivered).toMatchObject({
      meaning: DELIVERED,
      signal: ALIVE,
      parts: [
        { id: first, outcome: 'delivered' },
        { id: unknown, position: 2, status: 'dead', outcome: 'refused' },
        { id: last, outcome: 'delivered' },
      ],
    });
    expect(errorOf(delivered, unknown)).toBe('Pleo refused it: ACCOUNTING_ENTRY_DOES_NOT_EXIST (Not so).');
    expect(delivered.attempts).toMatchObject([
      {
        outcome: 'partial',
        entries: 3,
        error: 'Pleo refused 1 of 3: ACCOUNTING_ENTRY_DOES_NOT_EXIST (Not so).',
        responseExcerpt: expect.stringContaining('DOES_NOT_EXIST'),
      },
    ]);
    expect(pleo.told).toEqual(['PUT 3']);
  });

  it('leaves a request of which nothing was taken refused, by Pleo that is well', async () => {
    waits({}, 'none');
    expect(await deliver()).toMatchObject({
      meaning: DELIVERED,
      signal: ALIVE,
      attempts: [{ outcome: 'refused' }],
    });
  });

  it('that stands as reported by an earlier try is confirmed, on whatever page it is', async () => {
    const ids = wait(8);
    await deliver();
    pleo.takesRepeats = false;
    const delivered = await deliver();
    expect(outcomes(delivered)).toEqual(ids.map(() => 'confirmed'));
    expect(told(delivered)).toEqual(['items 8 confirmed 200']);
    expect(delivered).toMatchObject({ meaning: DELIVERED, signal: ALIVE, attempts: [{ error: null }] });
    expect(pleo.told.slice(1)).toEqual(['PUT 8', 'GET items', 'GET items', 'GET items']);
  });

  it.each(['pending', null])(
    'that is still %j at Pleo is sent in_progress first, then the result',
    async (status) => {
      pleo.wantsInProgress = true;
      const [one, two, working] = [
        waits({ externalId: 'A-1' }, status),
        waits({ status: 'failed', failureReason: 'Closed.' }, status),
        waits({ status: 'in_progress' }, status),
      ];
      const delivered = await deliver();
      expect(outcomes(delivered)).toEqual(['delivered', 'delivered', 'delivered']);
      expect(told(delivered)).toEqual([
        'items 3 partial 200',
        'items 2 delivered 200',
        'items 2 delivered 200',
      ]);
      expect(pleo.told).toEqual(['PUT 3', 'GET items', 'PUT 2', 'PUT 2']);
      expect(pleo.seen[2]?.updates).toEqual([
        { accountingEntryId: one, status: 'in_progress' },
        { accountingEntryId: two, status: 'in_progress' },
      ]);
      expect(pleo.items.get(one)).toMatchObject({ status: 'successful', externalId: 'A-1' });
      expect(pleo.items.get(two)).toMatchObject({ status: 'failed', failureReason: 'Closed.' });
      expect(pleo.items.get(working)).toMatchObject({ status: 'in_progress' });
    },
  );

  it('that stays pending after in_progress is dead: that is tried once', async () => {
    const id = waits();
    pleo.script = ({ method, updates }) => {
      const errors = updates.map(({ accountingEntryId }) => ({
        accountingEntryId,
        type: 'EXPORT_ENTRY_STATUS_UPDATE_FAILED',
        message: 'No',
      }));
      return method === 'PUT' ? { body: { data: [], errors } } : null;
    };
    const delivered = await deliver();
    expect(pleo.told).toEqual(['PUT 1', 'GET items', 'PUT 1', 'PUT 1', 'GET items']);
    expect(told(delivered)).toEqual(['items 1 refused 200', 'items 1 refused 200', 'items 1 refused 200']);
    expect(delivered).toMatchObject({ meaning: DELIVERED, parts: [{ outcome: 'refused' }] });
    expect(errorOf(delivered, id)).toBe(
      'Pleo refused it: EXPORT_ENTRY_STATUS_UPDATE_FAILED (No). Read back: there this entry is "pending".',
    );
  });

  it('is sent in_progress without those that make that request fail', async () => {
    pleo.wantsInProgress = true;
    const [one, bad, other] = [waits(), waits(), waits()];
    pleo.script = ({ method, updates }) => {
      const isBad = updates.some(
        ({ accountingEntryId: id, status }) => id === bad && status === 'in_progress',
      );
      return method === 'PUT' && isBad ? { status: 400, body: { type: 'BAD_REQUEST', message: 'No' } } : null;
    };
    const delivered = await deliver();
    const of = (id: string) => delivered.parts?.find((part) => part.id === id)?.status;
    expect([of(one), of(bad), of(other)]).toEqual(['delivered', 'dead', 'delivered']);
    expect(pleo.items.get(one)).toMatchObject({ status: 'successful' });
    expect(pleo.items.get(other)).toMatchObject({ status: 'successful' });
  });

  it.each<[string, object]>([
    ['a gateway refuses it', { status: 422, body: '<html>' }],
    [
      'Pleo refuses it for where the job stands',
      { status: 422, body: { type: 'EXPORT_JOB_STATUS_UNPROCESSABLE' } },
    ],
    ['its answer makes no sense', { body: 'ok' }],
  ])('stays undecided when in_progress may not have arrived: %s', async (_, answer) => {
    pleo.wantsInProgress = true;
    waits();
    let puts = 0;
    pleo.script = ({ method }) => (method === 'PUT' && ++puts === 2 ? answer : null);
    expect(await deliver()).toMatchObject({ meaning: PASSING, parts: [] });
    expect(pleo.told.filter((told) => told.startsWith('PUT'))).toHaveLength(2);
  });

  it('stays undecided when a fault comes between in_progress and the result', async () => {
    pleo.wantsInProgress = true;
    const [done] = [waits({}, 'in_progress'), waits()];
    let puts = 0;
    pleo.script = ({ method }) => (method === 'PUT' && ++puts === 3 ? { status: 503 } : null);
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning: PASSING, signal: { kind: 'passing' }, parts: [{ id: done }] });
    expect(delivered.parts).toHaveLength(1);
    expect(told(delivered)).toEqual(['items 2 partial 200', 'items 1 delivered 200', 'items 1 passing 503']);
    pleo.script = () => null;
    expect(outcomes(await deliver())).toEqual(['delivered', 'delivered']);
  });

  it('that stands otherwise is dead, by words that are known and fields that differ', async () => {
    pleo.takesRepeats = false;
    const other = waits({ externalId: 'mine', failureReason: null }, 'successful');
    pleo.items.set(other, { status: 'successful', externalId: 'a secret of theirs' });
    const failed = waits({}, 'failed');
    const delivered = await deliver();
    expect(outcomes(delivered)).toEqual(['refused', 'refused']);
    expect(errorOf(delivered, other)).toBe(
      'Pleo refused it: EXPORT_ENTRY_STATUS_UPDATE_FAILED (Not so). Read back: there this entry is "successful" with another externalId.',
    );
    expect(errorOf(delivered, failed)).toMatch(/there this entry is "failed"\.$/);
    expect(JSON.stringify(delivered)).not.toContain('theirs');
  });
});

describe('an entry of which a 200 says nothing, or something else', () => {
  it('is read back', async () => {
    const [silent, otherwise, absent] = wait(3);
    pleo.script = ({ method, updates }) => {
      if (method !== 'PUT') return null;
      const { body } = pleo.update(updates) as { body: { data: Record<string, unknown>[] } };
      const data = body.data.flatMap((item) =>
        item['accountingEntryId'] === otherwise ? [{ ...item, status: 'failed' }] : [],
      );
      pleo.items.delete(absent ?? '');
      return { body: { data, errors: [] } };
    };
    const delivered = await deliver();
    expect(delivered).toMatchObject({
      meaning: DELIVERED,
      parts: [
        { id: silent, outcome: 'confirmed' },
        { id: otherwise, outcome: 'confirmed' },
        {
          id: absent,
          outcome: 'refused',
          error: "Pleo's answer does not contain it. Read back: there is no such entry.",
        },
      ],
    });
    expect(told(delivered)).toEqual(['items 3 partial 200']);
  });

  it.each<[string, object]>([
    ['that breaks off', { fate: 'cut', body: '{"data":[' }],
    ['that is empty', { body: '' }],
    ['that is a page', PAGE],
    ['of another shape', { body: {} }],
    ['that repeats the request', { body: { data: [], json: [] } }],
  ])('is confirmed behind a body %s when it stands at Pleo', async (_, answer) => {
    waits({ exportedAt: new Date('2026-03-01T12:00:05.700Z'), externalId: 'A-1' });
    loseAnswer(answer);
    const delivered = await deliver();
    expect(outcomes(delivered)).toEqual(['confirmed']);
    expect(told(delivered)).toEqual(['items 1 confirmed 200']);
    expect(delivered).toMatchObject({ meaning: DELIVERED, signal: ALIVE });
  });

  it('is sent again, in_progress first, when it is pending at Pleo', async () => {
    wait(2);
    answerPuts(PAGE);
    const delivered = await deliver();
    expect(outcomes(delivered)).toEqual(['delivered', 'delivered']);
    expect(told(delivered)).toEqual([
      'items 2 passing 200',
      'items 2 delivered 200',
      'items 2 delivered 200',
    ]);
  });

  it('is never dead by an answer that is not Pleo’s', async () => {
    const [, , ready] = [waits({}, 'in_progress'), waits({}, 'none'), waits({}, 'successful')];
    answerPuts(PAGE);
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning: PASSING, parts: [{ id: ready, outcome: 'confirmed' }] });
    expect(told(delivered)).toEqual(['items 3 partial 200']);
    expect(delivered.attempts[0]?.error).toMatch(/does not come from Pleo/);
  });

  it('stays undecided when Pleo’s list comes to no end', async () => {
    const [, second] = [waits({}, 'none'), waits()];
    pleo.script = ({ method, path }) => {
      if (method === 'PUT') return { body: { data: [], errors: [] } };
      const data = [{ accountingEntryId: second, exportJobId: pleo.jobId, status: 'successful' }];
      return path.includes('/items')
        ? { body: { data, pagination: { hasNextPage: true, endCursor: 'A' } } }
        : null;
    };
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning: PASSING, parts: [{ id: second, outcome: 'confirmed' }] });
    expect(pleo.told).toEqual(['PUT 2', 'GET items', 'GET items']);
  });

  it.each<[object, object]>([
    [{ status: 503 }, PASSING],
    [{ fate: 'hang' }, PASSING],
    [
      { status: 429, headers: { 'Retry-After': '7' } },
      { kind: 'passing', waitMs: 7000 },
    ],
    // A read that is refused concerns this job: it is retried, and given up by its age.
    [{ status: 401 }, PASSING],
    [{ status: 403 }, PASSING],
    [{ body: '<html>' }, PASSING],
  ])('stays undecided when the items are answered by %j: %j', async (answer, meaning) => {
    const [first] = wait(2);
    pleo.script = ({ method, path, updates }) => {
      if (method === 'PUT') return { body: { ...(pleo.update(updates.slice(0, 1)).body as object) } };
      return path.includes('/items') ? answer : null;
    };
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning, signal: ALIVE, parts: [{ id: first, outcome: 'delivered' }] });
    expect(delivered.parts).toHaveLength(1);
    expect(told(delivered)).toEqual(['items 2 partial 200']);
    expect(delivered.attempts[0]?.error).toMatch(
      /does not show 1 of 2 .* Reading the items back failed: \w.*\.$/,
    );
  });
});

describe('a request', () => {
  it.each<[object, object, object, string]>([
    [{ fate: 'hang' }, PASSING, { kind: 'passing' }, 'passing null'],
    [{ status: 500 }, PASSING, { kind: 'passing' }, 'passing 500'],
    [{ status: 502, ...PAGE }, PASSING, { kind: 'passing' }, 'passing 502'],
    [{ status: 302 }, PASSING, { kind: 'passing' }, 'passing 302'],
    [{ status: 404, ...PAGE }, PASSING, { kind: 'passing' }, 'passing 404'],
    [{ status: 400, body: { message: 'no Route matched' } }, PASSING, { kind: 'passing' }, 'passing 400'],
    [{ status: 429 }, PASSING, { kind: 'passing' }, 'passing 429'],
    [
      { status: 429, headers: { 'Retry-After': '7' } },
      { kind: 'wait', waitMs: 7000 },
      { kind: 'wait', waitMs: 7000 },
      'wait 429',
    ],
    [
      { status: 503, headers: { 'Retry-After': '9' } },
      { kind: 'wait', waitMs: 9000 },
      { kind: 'wait', waitMs: 9000 },
      'wait 503',
    ],
    [{ status: 401 }, { kind: 'credential' }, { kind: 'credential' }, 'credential 401'],
    [
      { status: 403, body: { type: 'FORBIDDEN' } },
      { kind: 'credential' },
      { kind: 'credential' },
      'credential 403',
    ],
  ])('that meets %j decides nothing: %j', async (answer, meaning, signal, attempt) => {
    wait(3);
    answerPuts(answer);
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning, signal, parts: [] });
    expect(told(delivered)).toEqual([`items 3 ${attempt}`]);
    expect(delivered.attempts[0]?.error).toMatch(/\w.*\.$/);
    expect(pleo.told).toEqual(['PUT 3']);
  });

  it('whose answer was lost may be sent again', async () => {
    wait(2);
    loseAnswer({ fate: 'hang' });
    expect(await deliver()).toMatchObject({ meaning: PASSING, parts: [] });
    expect(outcomes(await deliver())).toEqual(['delivered', 'delivered']);
  });

  it.each([
    [404, 'EXPORT_NOT_FOUND'],
    [405, 'METHOD_NOT_ALLOWED'],
    [410, 'GONE'],
  ])('that Pleo answers with %i %s is dead as a whole', async (status, type) => {
    const ids = wait(3);
    answerPuts({ status, body: { type, message: 'No' } });
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning: DELIVERED, signal: ALIVE });
    expect(outcomes(delivered)).toEqual(['refused', 'refused', 'refused']);
    expect(errorOf(delivered, ids[2] ?? '')).toBe(`Pleo answered ${status} ${type} (No).`);
    expect(told(delivered)).toEqual([`items 3 refused ${status}`]);
  });

  it('has no secret shown that an answer repeats', async () => {
    wait(1);
    answerPuts({ status: 404, body: { type: 'EXPORT_NOT_FOUND', message: `You sent ${KEY}` } });
    const delivered = await deliver();
    expect(JSON.stringify(delivered)).not.toContain(KEY.slice(6));
    expect(delivered.parts?.[0]?.error).toContain('[secret]');
  });
});

describe('a request that Pleo finds wrong', () => {
  /** Pleo refuses a request with one of these in it as a whole. */
  function refuse(bad: readonly string[], status: number, type: string): void {
    pleo.script = ({ method, updates }) =>
      method === 'PUT' && updates.some(({ accountingEntryId }) => bad.includes(accountingEntryId))
        ? { status, body: { type, message: 'Wrong' } }
        : null;
  }

  it.each([
    [400, 'VALIDATION_ERROR'],
    [413, 'EXPORT_JOB_ITEMS_UPDATE_LIMIT'],
  ])('by %i %s is halved until the bad one stands alone', async (status, type) => {
    const ids = wait(8);
    const bad = ids[2] ?? '';
    refuse([bad], status, type);
    const delivered = await deliver();
    expect(pleo.told).toEqual(['PUT 8', 'PUT 4', 'PUT 2', 'PUT 2', 'PUT 1', 'PUT 1', 'PUT 4']);
    expect(told(delivered)[0]).toBe(`items 8 refused ${status}`);
    expect(delivered).toMatchObject({ meaning: DELIVERED, signal: ALIVE });
    expect(outcomes(delivered)).toEqual(ids.map((id) => (id === bad ? 'refused' : 'delivered')));
    expect(errorOf(delivered, bad)).toBe(`Pleo answered ${status} ${type} (Wrong).`);
  });

  it('finds all that are bad, of an odd number as well', async () => {
    const ids = wait(7);
    const bad = [ids[0] ?? '', ids[3] ?? '', ids[6] ?? ''];
    refuse(bad, 400, 'VALIDATION_ERROR');
    const delivered = await deliver();
    expect(outcomes(delivered)).toEqual(ids.map((id) => (bad.includes(id) ? 'refused' : 'delivered')));
    expect(
      ids.filter((id) => !bad.includes(id)).every((id) => pleo.items.get(id)?.['status'] === 'successful'),
    ).toBe(true);
  });

  it('stops at the first fault: what is decided stays so', async () => {
    const ids = wait(4);
    refuse([ids[0] ?? ''], 400, 'VALIDATION_ERROR');
    const { script } = pleo;
    pleo.script = (request) => (pleo.seen.length > 4 ? { status: 503 } : script(request));
    const delivered = await deliver();
    expect(pleo.told).toEqual(['PUT 4', 'PUT 2', 'PUT 1', 'PUT 1', 'PUT 2']);
    expect(delivered).toMatchObject({ meaning: PASSING, signal: { kind: 'passing' } });
    expect(delivered.parts?.map(({ id, outcome }) => [id, outcome])).toEqual([
      [ids[0], 'refused'],
      [ids[1], 'delivered'],
    ]);
  });

  it('makes no request more once the claim is over', async () => {
    const ids = wait(4);
    refuse([ids[0] ?? ''], 400, 'VALIDATION_ERROR');
    pleo.onRequest = (what) => {
      if (what === 'PUT 2') cancellation.end();
    };
    const delivered = await deliver();
    expect(pleo.told).toEqual(['PUT 4', 'PUT 2']);
    expect(delivered).toMatchObject({ meaning: PASSING, parts: [] });
    expect(told(delivered)).toEqual(['items 4 refused 400', 'items 2 aborted null']);
  });

  it('is halved for a gateway’s 413 too, which buries nothing', async () => {
    const ids = wait(4);
    pleo.script = ({ method, updates }) =>
      method === 'PUT' && updates.length > 2 ? { status: 413, ...PAGE } : null;
    expect(outcomes(await deliver())).toEqual(ids.map(() => 'delivered'));
    expect(pleo.told).toEqual(['PUT 4', 'PUT 2', 'PUT 2']);

    pleo.script = ({ method }) => (method === 'PUT' ? { status: 413, ...PAGE } : null);
    expect(await deliver()).toMatchObject({ meaning: PASSING, parts: [] });
    expect(pleo.told.slice(3)).toEqual(['PUT 4', 'PUT 2', 'PUT 1']);
  });
});

describe('results of a job that is', () => {
  it('pending at Pleo go again behind started, once', async () => {
    pleo.status = 'pending';
    const ids = wait(2);
    const delivered = await deliver();
    expect(pleo.told).toEqual(['PUT 2', 'GET job', 'POST started', 'PUT 2']);
    expect(delivered).toMatchObject({ meaning: DELIVERED, signal: ALIVE, pleoStatus: 'pending' });
    expect(outcomes(delivered)).toEqual(ids.map(() => 'delivered'));
    expect(told(delivered)).toEqual([
      'items 2 started_first 422',
      'started delivered 202',
      'items 2 delivered 200',
    ]);
    expect(delivered.attempts).toMatchObject([
      {
        pleoStatus: 'pending',
        error: 'Pleo answered 422 EXPORT_JOB_STATUS_UNPROCESSABLE (The job is not open).',
      },
      { route: 'POST /export-job-events', request: 'started' },
      {},
    ]);
  });

  it('pending whatever is sent are dead', async () => {
    pleo.status = 'pending';
    const [id = ''] = wait(1);
    pleo.script = ({ method }) => (method === 'POST' ? { status: 202, body: {} } : null);
    const delivered = await deliver();
    expect(pleo.told).toEqual(['PUT 1', 'GET job', 'POST started', 'PUT 1', 'GET job']);
    expect(delivered).toMatchObject({ meaning: DELIVERED, parts: [{ outcome: 'refused' }] });
    expect(errorOf(delivered, id)).toMatch(/Pleo's job is "pending", though "started" was sent\.$/);
    expect(told(delivered).at(-1)).toBe('items 1 conflict 422');
  });

  it.each<[object, object]>([
    [{ status: 503 }, PASSING],
    [{ status: 401 }, { kind: 'credential' }],
    [
      { status: 429, headers: { 'Retry-After': '7' } },
      { kind: 'wait', waitMs: 7000 },
    ],
  ])('pending wait when started meets %j', async (answer, meaning) => {
    pleo.status = 'pending';
    wait(1);
    pleo.script = ({ method }) => (method === 'POST' ? answer : null);
    expect(await deliver()).toMatchObject({ meaning, signal: { kind: meaning['kind' as never] }, parts: [] });
    expect(pleo.told).toEqual(['PUT 1', 'GET job', 'POST started']);
  });

  it.each([
    ['failed', 'job_expired', ' (job_expired)'],
    ['failed', null, ''],
    ['completed', null, ''],
    ['completed_with_errors', null, ''],
  ])('%s (%s) at Pleo are confirmed or come too late', async (status, failureReasonType, reason) => {
    const [stands, pending, unknown] = [waits({ externalId: 'A-1' }), waits(), waits({}, 'none')];
    pleo.items.set(stands, { status: 'successful', externalId: 'A-1' });
    Object.assign(pleo, { status, failureReasonType });
    const delivered = await deliver();
    const late = `Pleo's job is "${status}"${reason} and takes no more results`;
    expect(delivered).toMatchObject({
      meaning: DELIVERED,
      signal: ALIVE,
      pleoStatus: status,
      parts: [
        { id: stands, status: 'delivered', outcome: 'confirmed', error: null },
        {
          id: pending,
          status: 'dead',
          outcome: 'too_late',
          error: `${late}; there this entry is "pending".`,
        },
        { id: unknown, status: 'dead', outcome: 'too_late', error: `${late}; there is no such entry.` },
      ],
    });
    expect(delivered.attempts).toMatchObject([
      { outcome: 'partial', statusCode: 422, pleoStatus: status, error: expect.stringContaining(late) },
    ]);
  });

  it('over are confirmed as a whole where all stand, and are in conflict where none does', async () => {
    const id = waits({}, 'successful');
    pleo.status = 'completed';
    expect(told(await deliver())).toEqual(['items 1 confirmed 422']);
    pleo.items.set(id, { status: 'abandoned' });
    const delivered = await deliver();
    expect(told(delivered)).toEqual(['items 1 conflict 422']);
    expect(errorOf(delivered, id)).toMatch(/there this entry is "abandoned"\.$/);
  });

  it('over wait when the items cannot be read', async () => {
    pleo.status = 'failed';
    wait(2);
    pleo.script = ({ path }) => (path.includes('/items?') ? { status: 502 } : null);
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning: PASSING, signal: ALIVE, pleoStatus: 'failed', parts: [] });
    expect(told(delivered)).toEqual(['items 2 passing 422']);
  });

  it('in progress there are halved: one of them may be what is refused', async () => {
    const ids = wait(4);
    const bad = ids[3] ?? '';
    pleo.script = ({ method, updates }) =>
      method === 'PUT' && updates.some(({ accountingEntryId }) => accountingEntryId === bad)
        ? { status: 409, body: NOT_OPEN }
        : null;
    const delivered = await deliver();
    expect(outcomes(delivered)).toEqual(['delivered', 'delivered', 'delivered', 'refused']);
    expect(delivered).toMatchObject({ meaning: DELIVERED, pleoStatus: 'in_progress' });
  });

  it('not known at Pleo are dead', async () => {
    const [id = ''] = wait(2);
    pleo.script = ({ method }) =>
      method === 'PUT'
        ? { status: 422, body: NOT_OPEN }
        : { status: 404, body: { type: 'EXPORT_NOT_FOUND' } };
    const delivered = await deliver();
    expect(outcomes(delivered)).toEqual(['refused', 'refused']);
    expect(errorOf(delivered, id)).toMatch(/ Pleo has no such job\.$/);
    expect(delivered.attempts).toMatchObject([
      { outcome: 'conflict', error: expect.stringContaining('404') },
    ]);
  });

  it.each<[object, number]>([
    [{ status: 503 }, 0],
    [{ status: 429, headers: { 'Retry-After': '7' } }, 7000],
    [{ status: 401 }, 0],
    [{ status: 404, ...PAGE }, 0],
    [{ body: { data: { id: randomUUID(), status: 'failed' } } }, 0],
  ])('not to be read, by %j, wait', async (answer, waitMs) => {
    wait(2);
    pleo.script = ({ method }) => (method === 'PUT' ? { status: 422, body: NOT_OPEN } : answer);
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning: { kind: 'passing', waitMs }, signal: ALIVE, parts: [] });
    expect(told(delivered)).toEqual(['items 2 passing 422']);
    expect(delivered.attempts[0]?.error).toMatch(/Reading the job back failed: \w/);
    expect(pleo.told).toEqual(['PUT 2', 'GET job']);
  });
});

describe('a 422 or 409 that may not be Pleo’s', () => {
  it.each([409, 422])('of %i decides what stands there, and nothing else', async (status) => {
    const [stands] = [waits({}, 'successful'), waits()];
    answerPuts({ status, ...PAGE });
    const delivered = await deliver();
    expect(delivered).toMatchObject({
      meaning: PASSING,
      signal: ALIVE,
      pleoStatus: 'in_progress',
      parts: [{ id: stands, outcome: 'confirmed' }],
    });
    expect(delivered.parts).toHaveLength(1);
    expect(told(delivered)).toEqual([`items 2 partial ${status}`]);
    expect(pleo.told).toEqual(['PUT 2', 'GET job', 'GET items']);
  });

  it('buries nothing of a job that is over, nor of one that is not known', async () => {
    wait(1);
    pleo.status = 'failed';
    answerPuts({ status: 422 }, { status: 422 });
    expect(await deliver()).toMatchObject({ meaning: PASSING, signal: { kind: 'passing' }, parts: [] });
    pleo.script = ({ method }) =>
      method === 'PUT' ? { status: 422 } : { status: 404, body: { type: 'EXPORT_NOT_FOUND' } };
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning: PASSING, parts: [] });
    expect(told(delivered)).toEqual(['items 1 passing 422']);
  });

  it('is confirmed where all stands', async () => {
    waits({}, 'successful');
    answerPuts({ status: 422 });
    expect(await deliver()).toMatchObject({
      meaning: DELIVERED,
      parts: [{ outcome: 'confirmed' }],
      attempts: [{ outcome: 'confirmed', error: null }],
    });
  });
});

describe('a delivery that is cancelled', () => {
  it('sends nothing when it is over before it began', async () => {
    wait(1);
    cancellation.end();
    expect(await deliver()).toMatchObject({ meaning: PASSING, attempts: [], signal: null, parts: [] });
    expect(pleo.seen).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['GET job', ['PUT 1', 'GET job']],
    ['POST started', ['PUT 1', 'GET job', 'POST started']],
  ])('during %s makes no further request', async (moment, requests) => {
    pleo.status = 'pending';
    wait(1);
    pleo.onRequest = (what) => {
      if (what === moment) cancellation.end();
    };
    const delivered = await deliver();
    expect(pleo.told).toEqual(requests);
    expect(delivered).toMatchObject({ meaning: PASSING, parts: [] });
    expect(delivered.attempts.at(-1)?.outcome).toBe('aborted');
  });

  it('asks for nothing more when it is over by the time that the answer is there', async () => {
    pleo.status = 'pending';
    wait(1);
    // A process that stood still: its lease is over when it is asked for the next request.
    vi.spyOn(cancellation, 'isOver', 'get').mockImplementation(() => pleo.told.length > 0);
    const delivered = await deliver();
    expect(pleo.told).toEqual(['PUT 1']);
    expect(delivered).toMatchObject({ meaning: PASSING, parts: [] });
    // Not `conflict`: that would read as if somebody had given the results up.
    expect(told(delivered)).toEqual(['items 1 aborted 422']);
  });

  it('while items are read back keeps what is decided', async () => {
    const [first] = [waits(), waits({ status: 'in_progress' }, 'successful')];
    pleo.takesRepeats = false;
    pleo.onRequest = (what) => {
      if (what === 'GET items') cancellation.end();
    };
    const delivered = await deliver();
    expect(delivered).toMatchObject({ meaning: PASSING, parts: [{ id: first, outcome: 'delivered' }] });
    expect(delivered.parts).toHaveLength(1);
    expect(told(delivered)).toEqual(['items 2 partial 200']);
  });
});
