import { randomUUID } from 'node:crypto';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FaultRule, type Sandbox, startSandbox } from '../../sandbox/sandbox.js';
import { RelayClock } from '../../src/clock/relay-clock.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { basic } from '../../src/credentials/authorization.js';
import { type CompanyAuthorization, PleoCredentials } from '../../src/credentials/pleo-credentials.js';
import type { JobEvent } from '../../src/lifecycle/job-state.js';
import { Delivery } from '../../src/delivery/delivery.js';
import { LastTries } from '../../src/delivery/last-tries.js';
import { HANDLERS, MessageHandlers } from '../../src/delivery/message-handlers.js';
import { EventHandler } from '../../src/events/event.handler.js';
import { PleoAccess } from '../../src/pleo-access/pleo-access.js';
import { CircuitRepository } from '../../src/queue/circuit.repository.js';
import { HandPausesRepository } from '../../src/queue/hand-pauses.repository.js';
import { QueueRepository } from '../../src/queue/queue.repository.js';
import type { ClaimedMessage } from '../../src/queue/message.js';
import type { Delivered } from '../../src/queue/message-handler.js';
import type { Disposition, Settlement } from '../../src/queue/settlement.js';
import { Cancellation } from '../../src/pleo/cancellation.js';
import { PleoModule } from '../../src/pleo/pleo.module.js';
import { aClaim } from '../support/claims.js';

const KEY = 'pleo-key-that-nobody-may-see';
const HELD = new Cancellation();
const DEFAULT: CompanyAuthorization = { credential: 'default', authorization: basic(KEY) };
const MAX_AGE_MS = 72 * 3_600_000;

/** Sandboxes as lenient about `failed` for a pending job as Pleo may be, and as strict. */
let sandbox: Sandbox;
let strict: Sandbox;
/** What companies go out with; `refused` says whether something better is to be had. */
let known: CompanyAuthorization | null;
let loaded: () => Promise<CompanyAuthorization>;
let isReplaced: boolean;
let isLeftAlone: boolean;
const credentials = {
  cached: () => known,
  authorizationFor: () => loaded(),
  refused: async () => isReplaced,
  leavesAlone: () => isLeftAlone,
};
let lookAtClock: () => Promise<number>;
/** What comes of a message of the kind `parts`. */
let partly: () => Promise<Delivered>;
let modules: TestingModule[];
let delivery: Delivery;
let strictDelivery: Delivery;

async function deliveryTo({ url }: Sandbox): Promise<Delivery> {
  const settings = loadSettings({
    NODE_ENV: 'test',
    PLEO_BASE_URL: url,
    PLEO_API_KEY: KEY,
    PLEO_TIMEOUT_MS: '3000',
  });
  const module = await Test.createTestingModule({
    imports: [ConfigModule.with(settings), PleoModule],
    providers: [
      Delivery,
      EventHandler,
      MessageHandlers,
      PleoAccess,
      LastTries,
      {
        provide: HANDLERS,
        inject: [EventHandler],
        useFactory: (handler: EventHandler) => [handler, { kind: 'parts', deliver: () => partly() }],
      },
      { provide: QueueRepository, useValue: { kinds: async () => ['event'] } },
      { provide: CircuitRepository, useValue: {} },
      { provide: HandPausesRepository, useValue: { isPaused: async () => false } },
      { provide: PleoCredentials, useValue: credentials },
      { provide: RelayClock, useValue: { look: () => lookAtClock() } },
    ],
  }).compile();
  modules.push(module);
  return module.get(Delivery);
}

beforeAll(async () => {
  modules = [];
  sandbox = await startSandbox({ apiKeys: [KEY] });
  strict = await startSandbox({ apiKeys: [KEY], failedFromPending: 'refuse' });
  delivery = await deliveryTo(sandbox);
  strictDelivery = await deliveryTo(strict);
});
beforeEach(() => {
  [known, isReplaced, isLeftAlone] = [DEFAULT, false, false];
  lookAtClock = async () => 3_600_000;
  loaded = async () => DEFAULT;
});
afterEach(() => {
  sandbox.reset();
  strict.reset();
});
afterAll(async () => {
  await Promise.all(modules.map((module) => module.close()));
  await Promise.all([sandbox.stop(), strict.stop()]);
});

function claimed(event: JobEvent, jobId: string, given: Partial<ClaimedMessage> = {}): ClaimedMessage {
  const reasons =
    event === 'failed'
      ? { failureReason: 'The journal is closed.', failureReasonType: 'validation_failure' }
      : { failureReason: null, failureReasonType: null };
  return aClaim({ jobId, body: { event, ...reasons }, ...given });
}

/** A job at Pleo to which `events` have happened. */
async function pleoJob(events: JobEvent[], pleo = sandbox): Promise<string> {
  const { id } = pleo.createJob({});
  for (const event of events) {
    const response = await fetch(`${pleo.url}/v1/export-job-events`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${KEY}:`)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ jobId: id, event }),
    });
    if (response.status !== 202) throw new Error(`the sandbox answered ${response.status}`);
  }
  return id;
}

const ON_POST = { match: { method: 'POST' } };
const ON_GET = { match: { method: 'GET' } };
const ERROR = expect.stringMatching(/\w.*\.$/) as string;
const RETRY: Disposition = { kind: 'retry', delayMs: expect.any(Number) as number };
/** The others go first. */
const LATER: Disposition = { kind: 'release', delayMs: expect.any(Number) as number };
const PAGE: FaultRule = { contentType: 'text/html', body: '<html><title>Not Pleo</title></html>' };
/** What it shows that Pleo refused a change itself, whatever the read met. */
const ALIVE = { kind: 'alive' };

/** What was sent, as `event outcome status`. */
function told({ attempts }: Settlement): string[] {
  return attempts.map(({ request, outcome, statusCode }) => `${request} ${outcome} ${statusCode}`);
}

describe('a first try', () => {
  it('that Pleo takes is delivered', async () => {
    const message = claimed('started', await pleoJob([]));
    const settlement = await delivery.deliver(message, HELD);
    expect(settlement).toMatchObject({
      message,
      disposition: { kind: 'delivered', outcome: 'delivered' },
      attempts: [
        {
          request: 'started',
          outcome: 'delivered',
          statusCode: 202,
          error: null,
          responseExcerpt: null,
          pleoStatus: null,
        },
      ],
      pleoStatus: null,
    });
    expect(sandbox.job(message.jobId)?.status).toBe('in_progress');
  });

  it('carries the reasons of a failure', async () => {
    const message = claimed('failed', await pleoJob(['started']));
    await delivery.deliver(message, HELD);
    const { event: status, ...reasons } = message.body;
    expect(sandbox.job(message.jobId)).toMatchObject({ status, ...reasons });
  });

  it.each<[string, FaultRule, Settlement['disposition'], string]>([
    ['400', { status: 400 }, { kind: 'dead', outcome: 'refused' }, 'refused 400'],
    ['404', { status: 404 }, { kind: 'dead', outcome: 'refused' }, 'refused 404'],
    ['401', { status: 401 }, LATER, 'credential 401'],
    ['403', { status: 403 }, LATER, 'credential 403'],
    [
      '429 with Retry-After',
      { status: 429, retryAfter: '7' },
      { kind: 'release', delayMs: 7000 },
      'wait 429',
    ],
    [
      '503 with Retry-After',
      { status: 503, retryAfter: '7' },
      { kind: 'release', delayMs: 7000 },
      'wait 503',
    ],
    ...[400, 403, 404, 405, 407, 410, 413, 421, 451].map(
      (status): [string, FaultRule, Disposition, string] => [
        `${status} of a gateway`,
        { ...PAGE, status },
        RETRY,
        `passing ${status}`,
      ],
    ),
    ['404 with no words', { status: 404, body: null }, RETRY, 'passing 404'],
    ['401 of a gateway', { ...PAGE, status: 401 }, LATER, 'credential 401'],
    ['429', { status: 429 }, RETRY, 'passing 429'],
    ['302', { status: 302 }, RETRY, 'passing 302'],
    ['500', { status: 500 }, RETRY, 'passing 500'],
    ['503', { status: 503 }, RETRY, 'passing 503'],
    ['silence', { hang: true }, RETRY, 'passing null'],
    ['a cut', { dropConnection: true }, RETRY, 'passing null'],
  ])('that meets %s is settled so', async (_, fault, disposition, attempt) => {
    const message = claimed('started', await pleoJob([]));
    sandbox.setFaults([fault]);
    const settlement = await delivery.deliver(message, HELD);
    expect(settlement.disposition).toEqual(disposition);
    expect(told(settlement)).toEqual([`started ${attempt}`]);
    expect(settlement.attempts[0]?.error).toMatch(/\w.*\.$/);
    expect(JSON.stringify(settlement)).not.toContain(KEY);
  });

  it.each<[string, FaultRule, Settlement['signal']]>([
    ['202', {}, { kind: 'alive' }],
    ['500', { status: 500 }, { kind: 'passing', error: ERROR }],
    ['silence', { hang: true }, { kind: 'passing', error: ERROR }],
    ['429 with Retry-After', { status: 429, retryAfter: '7' }, { kind: 'wait', error: ERROR, waitMs: 7000 }],
    ['503 with Retry-After', { status: 503, retryAfter: '7' }, { kind: 'wait', error: ERROR, waitMs: 7000 }],
    ['401', { status: 401 }, { kind: 'credential', error: ERROR }],
    ['404', { status: 404 }, { kind: 'alive' }],
  ])('that meets %s shows that of Pleo', async (_, fault, signal) => {
    sandbox.setFaults([{ latencyMs: 0, ...fault }]);
    expect((await delivery.deliver(claimed('started', await pleoJob([])), HELD)).signal).toEqual(signal);
  });

  it.each<[string, FaultRule, Disposition]>([
    ['a passing fault makes dead', { status: 500 }, { kind: 'dead', outcome: 'expired' }],
    ['a time to wait does not make dead', { status: 429, retryAfter: '7' }, LATER],
    ['a refused credential does not make dead', { status: 401 }, LATER],
    ['a gateway that answers makes dead', { ...PAGE, status: 404 }, { kind: 'dead', outcome: 'expired' }],
  ])('after DELIVERY_MAX_AGE_HOURS of faults %s', async (_, fault, disposition) => {
    sandbox.setFaults([fault]);
    const message = claimed('started', randomUUID(), { retries: 9, failingMs: MAX_AGE_MS });
    expect((await delivery.deliver(message, HELD)).disposition).toEqual(disposition);
  });

  it.each([
    ['the relay has been back for less than an hour', async () => 3_599_000],
    [
      'nobody knows how long it has been back',
      () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' })),
    ],
  ])('is tried again after DELIVERY_MAX_AGE_HOURS of faults while %s', async (_, look) => {
    lookAtClock = look;
    sandbox.setFaults([{ status: 500 }]);
    const message = claimed('started', randomUUID(), { retries: 1, failingMs: MAX_AGE_MS });
    const { disposition } = await delivery.deliver(message, HELD);
    expect(disposition).toEqual({ kind: 'retry', delayMs: expect.any(Number) });
  });

  it.each([0, 1, 3, 6, 30])(
    'that is refused after %i other tries waits a minute at most',
    async (retries) => {
      vi.spyOn(Math, 'random').mockReturnValue(0.999);
      sandbox.setFaults([{ status: 403 }]);
      const { disposition } = await delivery.deliver(claimed('started', randomUUID(), { retries }), HELD);
      vi.restoreAllMocks();
      expect(disposition).toEqual({
        kind: 'release',
        delayMs: Math.min(Math.floor(999 * 2 ** retries), 60_000),
      });
    },
  );

  it('that Pleo refuses keeps the first 2 KiB of the answer, as text that Postgres takes', async () => {
    sandbox.setFaults([{ status: 400, contentType: 'text/plain', body: `a\0${'x'.repeat(5000)}` }]);
    const { attempts } = await delivery.deliver(claimed('started', randomUUID()), HELD);
    expect(attempts[0]?.responseExcerpt).toBe(`a\uFFFD${'x'.repeat(2046)}`);
  });

  it('does not leave half of a character where the answer is cut', async () => {
    sandbox.setFaults([{ status: 400, contentType: 'text/plain', body: `${'x'.repeat(2047)}😀` }]);
    const { attempts } = await delivery.deliver(claimed('started', randomUUID()), HELD);
    expect(attempts[0]?.responseExcerpt).toBe(`${'x'.repeat(2047)}\uFFFD`);
  });

  it('of a row that was changed by hand is refused without a request', async () => {
    const message = claimed('completed', await pleoJob(['started']), {
      body: { event: 'completed', failureReason: 'odd', failureReasonType: null },
    });
    const before = sandbox.requests.length;
    const { disposition, attempts, signal } = await delivery.deliver(message, HELD);
    expect(disposition).toEqual({ kind: 'dead', outcome: 'refused' });
    expect(signal).toBeNull();
    expect(attempts).toMatchObject([
      { outcome: 'refused', statusCode: null, error: expect.stringContaining('/failureReason') },
    ]);
    expect(sandbox.requests).toHaveLength(before);
  });
});

describe('a refused change', () => {
  it.each<[JobEvent, JobEvent[], string]>([
    ['started', [], 'in_progress'],
    ['completed', ['started'], 'completed'],
    ['completed_with_errors', ['started'], 'completed_with_errors'],
    ['failed', ['started'], 'failed'],
    ['failed', [], 'failed'],
  ])('is confirmed when the answer to %s was lost after %j', async (event, before, status) => {
    const message = claimed(event, await pleoJob(before));
    sandbox.setFaults([{ ...ON_POST, times: 1, loseAnswer: true }]);
    const lost = await delivery.deliver(message, HELD);
    expect(lost.disposition.kind).toBe('retry');
    const settlement = await delivery.deliver({ ...message, retries: 1 }, HELD);
    expect(settlement).toMatchObject({
      disposition: { kind: 'delivered', outcome: 'confirmed' },
      attempts: [{ outcome: 'confirmed', statusCode: 422, error: null, pleoStatus: status }],
      pleoStatus: status,
    });
    expect(sandbox.job(message.jobId)?.status).toBe(status);
  });

  it.each<[string, JobEvent[], JobEvent, string]>([
    ['started, once the job has ended', ['started', 'completed'], 'started', 'completed'],
    ['started, once the job has failed', ['failed'], 'started', 'failed'],
  ])('is confirmed for %s', async (_, before, event, pleoStatus) => {
    const settlement = await delivery.deliver(claimed(event, await pleoJob(before)), HELD);
    expect(settlement).toMatchObject({
      disposition: { kind: 'delivered', outcome: 'confirmed' },
      pleoStatus,
    });
  });

  it('is confirmed for the expiry of a job that Pleo had expired itself', async () => {
    const jobId = await pleoJob(['started']);
    sandbox.expireJob(jobId);
    const message = claimed('failed', jobId, {
      body: { event: 'failed', failureReason: 'Silence.', failureReasonType: 'job_expired' },
    });
    const settlement = await delivery.deliver(message, HELD);
    expect(settlement).toMatchObject({
      disposition: { kind: 'delivered', outcome: 'confirmed' },
      pleoStatus: 'failed',
    });
  });

  it('is dead when Pleo had expired the job that was completed here, and says so', async () => {
    const jobId = await pleoJob(['started']);
    sandbox.expireJob(jobId);
    const settlement = await delivery.deliver(claimed('completed', jobId), HELD);
    expect(settlement).toMatchObject({
      disposition: { kind: 'dead', outcome: 'conflict' },
      pleoStatus: 'failed',
    });
    expect(told(settlement)).toEqual(['completed conflict 422']);
    expect(settlement.attempts[0]?.error).toMatch(/422.*"failed" \(job_expired\).*"completed"/);
  });

  it.each<[JobEvent, JobEvent, string]>([
    ['failed', 'completed', 'completed'],
    ['completed', 'completed_with_errors', 'completed_with_errors'],
    ['completed_with_errors', 'completed', 'completed'],
  ])('of %s is dead when the job at Pleo is %s', async (event, ended, pleoStatus) => {
    const settlement = await delivery.deliver(claimed(event, await pleoJob(['started', ended])), HELD);
    expect(settlement).toMatchObject({ disposition: { kind: 'dead', outcome: 'conflict' }, pleoStatus });
    expect(settlement.attempts[0]?.error).toContain(`"${pleoStatus}"`);
  });

  it('is read back in the same API version, once, and never written to', async () => {
    const jobId = await pleoJob(['started', 'completed']);
    const before = sandbox.requests.length;
    await delivery.deliver(claimed('completed', jobId), HELD);
    expect(sandbox.requests.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/export-job-events',
      `GET /v1/export-jobs/${jobId}`,
    ]);
  });

  it('of 409 is read back as well', async () => {
    const jobId = await pleoJob(['started', 'completed']);
    sandbox.setFaults([{ ...ON_POST, status: 409 }]);
    const settlement = await delivery.deliver(claimed('completed', jobId), HELD);
    expect(settlement.disposition).toEqual({ kind: 'delivered', outcome: 'confirmed' });
    expect(told(settlement)).toEqual(['completed confirmed 409']);
  });

  it('is dead when Pleo says that it has no such job', async () => {
    const jobId = await pleoJob(['started', 'completed']);
    sandbox.setFaults([{ ...ON_GET, status: 404 }]);
    const settlement = await delivery.deliver(claimed('completed', jobId), HELD);
    expect(settlement).toMatchObject({
      disposition: { kind: 'dead', outcome: 'conflict' },
      pleoStatus: null,
    });
    expect(settlement.attempts).toMatchObject([{ outcome: 'conflict', statusCode: 422 }]);
    expect(settlement.attempts[0]?.error).toMatch(/422.*did not explain it/);
  });

  it('is dead when Pleo refuses the change of a job that it does not know', async () => {
    sandbox.setFaults([{ ...ON_POST, status: 422 }]);
    const settlement = await delivery.deliver(claimed('started', randomUUID()), HELD);
    expect(settlement.disposition).toEqual({ kind: 'dead', outcome: 'conflict' });
    expect(settlement.attempts[0]?.error).toContain('404 EXPORT_NOT_FOUND');
  });

  it.each<[string, FaultRule]>([
    ['503', { status: 503 }],
    ['silence', { hang: true }],
    ['a cut', { dropConnection: true }],
    ['401', { status: 401 }],
    ['403', { status: 403 }],
    ['400', { status: 400 }],
    ['409', { status: 409 }],
    ['204', { status: 204 }],
    ['429', { status: 429 }],
    ['404 of a gateway', { ...PAGE, status: 404 }],
    ['404 with no words', { status: 404, body: null }],
    ['200 with a status that Pleo does not have', { status: 200, body: { data: { status: 'odd' } } }],
    ['200 of a gateway', { ...PAGE, status: 200 }],
    ['200 with nothing', { status: 200 }],
    ['half a job', { status: 200, contentType: 'application/json', body: '{"data":{"status":"compl' }],
    ['200 that says gzip and is none', { status: 200, headers: { 'content-encoding': 'gzip' }, body: {} }],
  ])('is tried again when reading the job back gives %s, which concerns no other event', async (_, fault) => {
    const jobId = await pleoJob(['started', 'completed']);
    sandbox.setFaults([{ ...ON_GET, ...fault }]);
    const settlement = await delivery.deliver(claimed('completed', jobId), HELD);
    expect(settlement).toMatchObject({ disposition: RETRY, signal: ALIVE, pleoStatus: null });
    expect(told(settlement)).toEqual(['completed passing 422']);
    expect(settlement.attempts[0]?.error).toMatch(/422.*Reading the job back failed: /);
    const late = claimed('completed', jobId, { retries: 9, failingMs: MAX_AGE_MS });
    expect((await delivery.deliver(late, HELD)).disposition).toEqual({ kind: 'dead', outcome: 'expired' });
    sandbox.clearFaults();
    expect((await delivery.deliver(claimed('completed', jobId), HELD)).disposition.kind).toBe('delivered');
  });

  it('is tried again when it is time, where reading the job back is told to wait', async () => {
    const jobId = await pleoJob(['started', 'completed']);
    sandbox.setFaults([{ ...ON_GET, status: 429, retryAfter: '700' }]);
    const settlement = await delivery.deliver(claimed('completed', jobId), HELD);
    expect(settlement).toMatchObject({ disposition: { kind: 'retry', delayMs: 700_000 }, signal: ALIVE });
  });

  it.each(['gzip', 'deflate', 'br', 'bom'] as const)(
    'is confirmed by a job that comes as %s',
    async (coat) => {
      const jobId = await pleoJob(['started', 'completed']);
      sandbox.setFaults([{ ...ON_GET, coat }]);
      const settlement = await delivery.deliver(claimed('completed', jobId), HELD);
      expect(settlement).toMatchObject({ disposition: { kind: 'delivered', outcome: 'confirmed' } });
    },
  );

  it('that comes as gzip is understood', async () => {
    sandbox.setFaults([{ coat: 'gzip' }]);
    const settlement = await delivery.deliver(
      claimed('completed', await pleoJob(['started', 'failed'])),
      HELD,
    );
    expect(settlement.disposition).toEqual({ kind: 'dead', outcome: 'conflict' });
    expect(settlement.attempts[0]).toMatchObject({
      error: expect.stringContaining('INVALID_EXPORT_JOB_STATUS_CHANGE'),
      responseExcerpt: expect.stringContaining('INVALID_EXPORT_JOB_STATUS_CHANGE'),
    });
  });

  it.each<[string, JobEvent[], JobEvent]>([
    ['confirmed', ['started'], 'started'],
    ['in conflict', ['started', 'completed'], 'failed'],
  ])('that is %s shows that Pleo answers', async (_, before, event) => {
    const { signal } = await delivery.deliver(claimed(event, await pleoJob(before)), HELD);
    expect(signal).toEqual(ALIVE);
  });
});

describe('an answer of somebody else', () => {
  const ANSWERS: [string, FaultRule][] = [
    ['200 with a page', { ...PAGE, status: 200 }],
    ['202 with a page', { ...PAGE, status: 202 }],
    ['200 with the text of a health check', { status: 200, contentType: 'text/plain', body: 'OK' }],
    ['422 with a page', { ...PAGE, status: 422 }],
    ['409 with a page', { ...PAGE, status: 409 }],
  ];

  it.each(ANSWERS)('such as %s is believed when Pleo’s job shows the event', async (_, fault) => {
    const jobId = await pleoJob(['started']);
    sandbox.setFaults([{ ...ON_POST, ...fault }]);
    const settlement = await delivery.deliver(claimed('started', jobId), HELD);
    expect(settlement).toMatchObject({
      disposition: { kind: 'delivered', outcome: 'confirmed' },
      pleoStatus: 'in_progress',
      signal: { kind: 'alive' },
    });
    expect(told(settlement)).toEqual([`started confirmed ${fault.status}`]);
  });

  it.each(ANSWERS)('such as %s is a passing fault when Pleo’s job does not', async (_, fault) => {
    const jobId = await pleoJob([]);
    sandbox.setFaults([{ ...ON_POST, ...fault }]);
    const message = claimed('started', jobId);
    const settlement = await delivery.deliver(message, HELD);
    expect(settlement).toMatchObject({
      disposition: RETRY,
      pleoStatus: 'pending',
      signal: { kind: 'passing' },
    });
    expect(told(settlement)).toEqual([`started passing ${fault.status}`]);
    expect(settlement.attempts[0]?.error).toMatch(
      /^The answer does not come from Pleo: .*Pleo's job is "pending"/,
    );
    sandbox.clearFaults();
    expect((await delivery.deliver(message, HELD)).disposition).toEqual({
      kind: 'delivered',
      outcome: 'delivered',
    });
  });

  it.each(ANSWERS)(
    'such as %s is a passing fault when the job cannot be read, or is unknown',
    async (_, fault) => {
      for (const read of [
        { ...PAGE, status: 200 },
        { status: 403 },
        { status: 404 },
        { hang: true },
      ] as const) {
        sandbox.setFaults([
          { ...ON_POST, ...fault },
          { ...ON_GET, ...read },
        ]);
        const settlement = await delivery.deliver(claimed('started', await pleoJob([])), HELD);
        expect(settlement).toMatchObject({
          disposition: RETRY,
          pleoStatus: null,
          signal: { kind: 'passing' },
        });
      }
    },
  );

  it('kills nothing, though Pleo’s job ended otherwise: Pleo itself will say so', async () => {
    const message = claimed('completed', await pleoJob(['started', 'failed']));
    sandbox.setFaults([{ ...ON_POST, ...PAGE, status: 200 }]);
    expect(await delivery.deliver(message, HELD)).toMatchObject({ disposition: RETRY, pleoStatus: 'failed' });
    sandbox.clearFaults();
    expect((await delivery.deliver(message, HELD)).disposition).toEqual({
      kind: 'dead',
      outcome: 'conflict',
    });
  });

  it('does not keep a job from being started that Pleo shows as pending', async () => {
    const message = claimed('completed', await pleoJob([], strict));
    strict.setFaults([{ ...ON_POST, ...PAGE, status: 422, times: 1 }]);
    const settlement = await strictDelivery.deliver(message, HELD);
    expect(settlement.disposition).toEqual({ kind: 'delivered', outcome: 'delivered' });
    strict.setFaults([{ match: { method: 'POST', event: 'completed' }, ...PAGE, status: 422 }]);
    const never = claimed('completed', await pleoJob([], strict));
    expect(await strictDelivery.deliver(never, HELD)).toMatchObject({
      disposition: RETRY,
      signal: { kind: 'passing' },
    });
  });
});

describe('a job that Pleo never saw started', () => {
  it.each(['completed', 'completed_with_errors', 'failed'] as const)(
    'is started there before %s',
    async (event) => {
      const message = claimed(event, await pleoJob([], strict));
      const settlement = await strictDelivery.deliver(message, HELD);
      expect(settlement.disposition).toEqual({ kind: 'delivered', outcome: 'delivered' });
      expect(told(settlement)).toEqual([
        `${event} started_first 422`,
        'started delivered 202',
        `${event} delivered 202`,
      ]);
      expect(settlement.attempts[0]).toMatchObject({ pleoStatus: 'pending' });
      expect(strict.job(message.jobId)).toMatchObject({
        status: event,
        failureReason: message.body['failureReason'],
      });
    },
  );

  it('is tried again when starting it there meets a passing fault', async () => {
    const message = claimed('completed', await pleoJob([]));
    sandbox.setFaults([{ match: { event: 'started' }, status: 503 }]);
    const settlement = await delivery.deliver(message, HELD);
    expect(settlement.disposition.kind).toBe('retry');
    expect(told(settlement)).toEqual(['completed started_first 422', 'started passing 503']);
  });

  it('is tried again when the event itself then meets a passing fault', async () => {
    const message = claimed('completed', await pleoJob([]));
    sandbox.setFaults([
      { match: { event: 'completed' }, times: 1, status: 422 },
      { match: { event: 'completed' }, status: 503 },
    ]);
    const settlement = await delivery.deliver(message, HELD);
    expect(settlement.disposition.kind).toBe('retry');
    expect(told(settlement)).toEqual([
      'completed started_first 422',
      'started delivered 202',
      'completed passing 503',
    ]);
    sandbox.clearFaults();
    expect((await delivery.deliver(message, HELD)).disposition.kind).toBe('delivered');
  });

  it('is started once: a second refusal is the end', async () => {
    const message = claimed('completed', await pleoJob([]));
    sandbox.setFaults([{ match: { event: 'completed' }, status: 422 }]);
    const settlement = await delivery.deliver(message, HELD);
    expect(settlement.disposition).toEqual({ kind: 'dead', outcome: 'conflict' });
    expect(told(settlement)).toEqual([
      'completed started_first 422',
      'started delivered 202',
      'completed conflict 422',
    ]);
  });

  it('is not started there once the claim is over, though nothing has aborted it yet', async () => {
    const jobId = await pleoJob([]);
    // A process that stood still while the job was read back: its lease is over when it is asked for the next request.
    const cancellation = new Cancellation();
    vi.spyOn(cancellation, 'isOver', 'get').mockImplementation(() =>
      sandbox.requests.some((request) => request.method === 'GET' && request.path.endsWith(jobId)),
    );
    const settlement = await delivery.deliver(claimed('completed', jobId), cancellation);
    expect(settlement).toMatchObject({ disposition: { kind: 'release' }, signal: null });
    expect(told(settlement)).toEqual(['completed started_first 422', 'started aborted null']);
    expect(sandbox.job(jobId)).toMatchObject({ status: 'pending' });
  });

  it('makes no sense when it is started itself that Pleo refuses', async () => {
    const message = claimed('started', await pleoJob([]));
    sandbox.setFaults([{ ...ON_POST, status: 422 }]);
    const settlement = await delivery.deliver(message, HELD);
    expect(settlement).toMatchObject({
      disposition: { kind: 'dead', outcome: 'conflict' },
      pleoStatus: 'pending',
    });
    expect(told(settlement)).toEqual(['started conflict 422']);
  });
});

describe('a delivery that is given up', () => {
  it('releases the event and keeps the attempt', async () => {
    const message = claimed('started', await pleoJob([]));
    sandbox.setFaults([{ hang: true }]);
    const cancellation = new Cancellation();
    const delivered = delivery.deliver(message, cancellation);
    await sandbox.waitForRequest(({ jobId }) => jobId === message.jobId, 60_000);
    cancellation.end();
    const settlement = await delivered;
    expect(settlement).toMatchObject({ disposition: { kind: 'release' }, signal: null });
    expect(told(settlement)).toEqual(['started aborted null']);
  });

  it('while the job is read back releases the event too', async () => {
    const jobId = await pleoJob(['started', 'completed']);
    sandbox.setFaults([{ ...ON_GET, hang: true }]);
    const cancellation = new Cancellation();
    const delivered = delivery.deliver(claimed('completed', jobId), cancellation);
    await sandbox.waitForRequest(({ method }) => method === 'GET', 60_000);
    cancellation.end();
    const settlement = await delivered;
    expect(settlement).toMatchObject({ disposition: { kind: 'release' }, signal: null });
    // Not `passing`: without a retry that would read as the attempt that the event was given up for.
    expect(told(settlement)).toEqual(['completed aborted 422']);
  });
});

describe('a message with parts', () => {
  const parts = [
    { id: 'a', position: 1, status: 'delivered', outcome: 'delivered', error: null },
    { id: 'b', position: 2, status: 'dead', outcome: 'refused', error: 'Pleo refused it.' },
  ] as const;
  const told: Delivered = {
    meaning: { kind: 'passing', waitMs: 0 },
    attempts: [],
    pleoStatus: 'in_progress',
    signal: { kind: 'passing', error: 'Pleo answered 503.' },
    parts,
    pleoLastUpdatedAt: new Date('2026-03-01T12:00:05Z'),
  };
  const message = aClaim({ kind: 'parts' });

  it('is settled with what became of them', async () => {
    partly = async () => told;
    const { attempts, pleoStatus, signal, pleoLastUpdatedAt } = told;
    expect(await delivery.deliver(message, HELD)).toEqual({
      message,
      disposition: RETRY,
      attempts,
      pleoStatus,
      signal,
      parts,
      pleoLastUpdatedAt,
    });
  });

  it('keeps what is decided of them when it is given up, or has another authorization by then', async () => {
    const cancellation = new Cancellation();
    partly = async () => {
      cancellation.end();
      return told;
    };
    expect(await delivery.deliver(message, cancellation)).toMatchObject({
      disposition: { kind: 'release' },
      signal: null,
      parts,
    });

    isReplaced = true;
    const [attempt] = (await delivery.deliver(claimed('started', randomUUID()), HELD)).attempts;
    if (!attempt) throw new Error('no attempt');
    const signal = { kind: 'credential', error: 'Pleo answered 401.' } as const;
    partly = async () => ({ ...told, attempts: [{ ...attempt, statusCode: 401 }], signal });
    expect(await delivery.deliver(message, HELD)).toMatchObject({
      disposition: { kind: 'release' },
      signal: null,
      parts,
    });
  });
});

describe('the credential', () => {
  const COMPANY = randomUUID();
  const own: CompanyAuthorization = { credential: COMPANY, authorization: basic(KEY) };
  const ofCompany = (given: Partial<ClaimedMessage> = {}) =>
    claimed('started', randomUUID(), { companyId: COMPANY, credential: COMPANY, ...given });

  it('is the company’s own where it has one', async () => {
    known = own;
    const jobId = await pleoJob([]);
    expect(await delivery.deliver(ofCompany({ jobId }), HELD)).toMatchObject({
      disposition: { kind: 'delivered' },
    });
  });

  it('is asked for when it is not known', async () => {
    known = null;
    loaded = async () => own;
    const jobId = await pleoJob([]);
    expect(await delivery.deliver(ofCompany({ jobId }), HELD)).toMatchObject({
      disposition: { kind: 'delivered' },
    });
  });

  it.each<[string, Partial<ClaimedMessage>, CompanyAuthorization]>([
    ['a credential that is new', { credential: 'default' }, own],
    ['the default one again', {}, DEFAULT],
  ])('that has changed to %s gets the event into its queue, and nothing is sent', async (_, given, now) => {
    known = now;
    expect(await delivery.deliver(ofCompany(given), HELD)).toMatchObject({
      disposition: { kind: 'release', credential: now.credential },
      attempts: [],
      signal: null,
    });
    expect(sandbox.requests).toEqual([]);
  });

  it('that is good for nothing pauses the company’s deliveries, and nothing is sent', async () => {
    known = { credential: COMPANY, refused: 'A new consent is needed: invalid_grant.' };
    expect(await delivery.deliver(ofCompany(), HELD)).toMatchObject({
      disposition: { kind: 'release' },
      attempts: [],
      signal: { kind: 'credential', error: 'A new consent is needed: invalid_grant.' },
    });
    expect(sandbox.requests).toEqual([]);
  });

  it('that this replica alone cannot open pauses nothing, and nothing is sent', async () => {
    isLeftAlone = true;
    known = { credential: COMPANY, refused: 'The credential cannot be opened: another key.' };
    expect(await delivery.deliver(ofCompany(), HELD)).toMatchObject({
      disposition: { kind: 'release' },
      attempts: [],
      signal: null,
    });
    expect(sandbox.requests).toEqual([]);
  });

  it('that the company had when the event was claimed is not stood in for by the default one', async () => {
    known = DEFAULT;
    for (const credential of [COMPANY, 'default']) {
      const settlement = await delivery.deliver(ofCompany({ credential, generation: randomUUID() }), HELD);
      expect(settlement).toMatchObject({ attempts: [], signal: null });
      // Nor is it moved: the next claim says how it is.
      expect(settlement.disposition).toEqual({ kind: 'release' });
    }
    expect(sandbox.requests).toEqual([]);
  });

  it('that cannot be read while the database is away says nothing of the event, nor of Pleo', async () => {
    known = null;
    loaded = () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
    expect(await delivery.deliver(ofCompany(), HELD)).toMatchObject({
      disposition: { kind: 'release' },
      attempts: [],
      signal: null,
    });
  });

  it('that turns out to be over when Pleo refuses it says so', async () => {
    known = { credential: COMPANY, authorization: 'Bearer old' };
    loaded = async () => ({ credential: COMPANY, refused: 'A new consent is needed: invalid_grant.' });
    const settlement = await delivery.deliver(ofCompany({ jobId: await pleoJob([]) }), HELD);
    expect(settlement).toMatchObject({
      disposition: { kind: 'release' },
      signal: { kind: 'credential', error: 'A new consent is needed: invalid_grant.' },
    });
    expect(told(settlement)).toEqual(['started credential 401']);
  });

  it.each([
    ['that Pleo refuses pauses deliveries', false, { kind: 'credential' }],
    ['that Pleo refuses is no matter once it was renewed: the event goes again', true, null],
  ])('%s', async (_, renewed, signal) => {
    isReplaced = renewed;
    const old: CompanyAuthorization = { credential: COMPANY, authorization: 'Bearer old' };
    known = old;
    loaded = async () => old;
    const settlement = await delivery.deliver(ofCompany({ jobId: await pleoJob([]) }), HELD);
    expect(settlement.disposition.kind).toBe('release');
    expect(told(settlement)).toEqual(['started credential 401']);
    if (signal) expect(settlement.signal).toMatchObject(signal);
    else expect(settlement.signal).toBeNull();
  });
});
