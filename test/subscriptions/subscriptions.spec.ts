import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SubscriptionsRepository } from '../../src/subscriptions/subscriptions.repository.js';
import { eventually } from '../support/eventually.js';
import { credentialPath, SCOPES } from '../support/replicas.js';
import { addressOf, ownerOf, pathOf, Subscribed } from './subscribed.js';

let relay: Subscribed;
beforeAll(async () => {
  relay = await Subscribed.start(2);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await relay.clear();
});
afterAll(() => relay.all.stop());

const aSubscription = (endpointUrl: string) => ({
  endpointUrl,
  eventTypes: ['v1.export-job.created'],
  status: 'ACTIVE' as const,
  customHeaders: {},
  endpointAuth: { type: 'BASIC', credentials: { username: 'pleo', password: 'hunter2-hunter2' } },
});
const http = () => relay.all.replicas[0]!.http;

/** Both replicas die, once each, at this place. */
function die(at: 'keep' | 'forgetPrevious' | 'settle' | 'noteRemoved' | 'endRemoval'): void {
  for (const { app } of relay.all.replicas)
    vi.spyOn(app.get(SubscriptionsRepository, { strict: false }), at).mockRejectedValueOnce(
      new Error('killed'),
    );
}
const sweepAndDie = () => relay.sweep().catch((error: unknown) => expect(String(error)).toContain('killed'));

describe('a subscription', () => {
  it('is made once for a company that is connected, by whichever replica', async () => {
    const companyId = await relay.connect();
    await relay.sweep();
    await relay.untilStatus(companyId, 'active');
    await relay.lookAgain();
    const [made, ...others] = relay.atPleo(companyId);
    expect(others).toEqual([]);
    expect(made).toMatchObject({
      endpointUrl: addressOf(companyId),
      eventTypes: ['v1.export-job.created'],
      status: 'ACTIVE',
    });
    expect(await relay.shown(companyId)).toMatchObject({
      subscriptionId: made!.id,
      reason: null,
      endpointUrl: addressOf(companyId),
      previousSubscriptionId: null,
    });
    expect(relay.asked('POST')).toBe(1);
    expect(await relay.acts(companyId)).toEqual([{ action: 'subscribed', by: null, reason: made!.id }]);
    const { body } = await http().get(`/v1/companies/${companyId}`);
    expect(body.subscription).toBe('active');
  });

  it('that is there at the address is adopted, also from the second page, and others are left alone', async () => {
    const companyId = randomUUID();
    const owner = ownerOf(companyId);
    const { subscriptions, authorization } = relay.all.sandbox;
    for (let n = 0; n < 25; n++) subscriptions.make(owner, aSubscription(`https://elsewhere.example/${n}`));
    subscriptions.make(owner, aSubscription('https://other-relay.example/webhooks/pleo/' + companyId));
    const ours = subscriptions.make(owner, aSubscription(addressOf(companyId)));
    const tokens = authorization.grant({ companyId, scopes: SCOPES });
    await http()
      .put(credentialPath(companyId))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    await relay.untilStatus(companyId, 'active');
    expect((await relay.shown(companyId))['subscriptionId']).toBe(ours.id);
    expect(relay.atPleo(companyId)).toHaveLength(27);
    expect([relay.asked('POST'), relay.asked('DELETE', 'subscriptions/{subscriptionId}')]).toEqual([0, 0]);
    expect(relay.all.log.join('')).not.toContain('hunter2');
  });

  it('is not made a second time when the answer was lost', async () => {
    const companyId = await relay.connect();
    relay.all.sandbox.setFaults([
      { match: { method: 'POST', route: 'subscriptions' }, loseAnswer: true, times: 1 },
    ]);
    await relay.untilStatus(companyId, 'pending');
    expect((await relay.shown(companyId))['reason']).toContain('Pleo could not be reached');
    await relay.lookAgain();
    await relay.untilStatus(companyId, 'active');
    expect(relay.asked('POST')).toBe(1);
    expect(relay.atPleo(companyId)).toHaveLength(1);
  });

  it('is not made a second time by whoever takes over from one that was killed before the commit', async () => {
    const companyId = await relay.connect();
    die('keep');
    await sweepAndDie();
    expect((await relay.shown(companyId))['status']).toBe('pending');
    vi.restoreAllMocks();
    await relay.lookAgain();
    await relay.untilStatus(companyId, 'active');
    expect(relay.asked('POST')).toBe(1);
  });

  it('that is refused is said to be, and tried again at once when the credential is set anew', async () => {
    relay.all.sandbox.subscriptions.refused.add('*');
    const companyId = await relay.connect();
    await relay.untilStatus(companyId, 'refused');
    expect((await relay.shown(companyId))['reason']).toBe(
      'Pleo answered 403 FORBIDDEN (The credential lacks a scope.).',
    );
    const asked = relay.asked('GET');
    await relay.sweep();
    expect(relay.asked('GET')).toBe(asked);
    const [{ seconds } = { seconds: 0 }] = await relay.all.database.query<{ seconds: number }>(
      'SELECT extract(epoch FROM due_at - now())::integer AS seconds FROM webhook_subscription',
    );
    expect(seconds).toBeGreaterThan(3500);
    relay.all.sandbox.subscriptions.refused.clear();
    const tokens = relay.all.sandbox.authorization.grant({ companyId, scopes: SCOPES });
    await http()
      .put(credentialPath(companyId))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    await relay.untilStatus(companyId, 'active');
  });

  it('that somebody deleted at Pleo is lost, and made again once', async () => {
    const companyId = await relay.subscribe();
    const [first] = relay.atPleo(companyId);
    relay.all.sandbox.subscriptions.remove(ownerOf(companyId), first!.id);
    await relay.lookAgain();
    await relay.lookAgain();
    await relay.untilStatus(companyId, 'active');
    const [second, ...others] = relay.atPleo(companyId);
    expect([second!.id === first!.id, others]).toEqual([false, []]);
    expect(await relay.shown(companyId)).toMatchObject({
      subscriptionId: second!.id,
      previousSubscriptionId: null,
    });
    expect((await relay.acts(companyId)).map(({ action }) => action)).toContain('subscription_lost');
    expect(relay.asked('POST')).toBe(2);
  });

  it('that is lost and cannot be made again stays lost, and is counted', async () => {
    const companyId = await relay.subscribe();
    relay.all.sandbox.subscriptions.remove(ownerOf(companyId), relay.atPleo(companyId)[0]!.id);
    relay.all.sandbox.setFaults([{ match: { method: 'POST', route: 'subscriptions' }, status: 403 }]);
    await relay.lookAgain();
    await relay.untilStatus(companyId, 'lost');
    const { text } = await http().get('/metrics');
    expect(text).toContain('relay_webhook_subscriptions{status="lost"} 1');
    expect(text).toContain('relay_webhook_subscriptions{status="active"} 0');
  });

  it('that does not tell of jobs any more is put right, and keeps its other types', async () => {
    const companyId = await relay.subscribe();
    const [made] = relay.atPleo(companyId);
    const changed = {
      ...aSubscription(addressOf(companyId)),
      eventTypes: ['v1.vendor.created'],
      status: 'INACTIVE' as const,
    };
    relay.all.sandbox.subscriptions.replace(ownerOf(companyId), made!.id, changed);
    await relay.lookAgain();
    expect(relay.atPleo(companyId)).toMatchObject([
      { id: made!.id, status: 'ACTIVE', eventTypes: ['v1.vendor.created', 'v1.export-job.created'] },
    ]);
  });

  it('that came too late to be known is removed', async () => {
    const companyId = await relay.subscribe();
    const { id } = relay.all.sandbox.subscriptions.make(
      ownerOf(companyId),
      aSubscription(addressOf(companyId)),
    );
    await relay.lookAgain();
    expect(relay.atPleo(companyId).map((one) => one.id)).not.toContain(id);
    expect(relay.atPleo(companyId)).toHaveLength(1);
  });

  it.each([
    ['slow to answer', { latencyMs: 60_000 }],
    ['down', { status: 503 }],
    ['senseless', { status: 200, body: { data: 'Hello' } }],
    ['a list without ids', { status: 200, body: { data: [{ endpointUrl: 'https://x.example' }] } }],
    [
      'a list that never ends',
      { status: 200, body: { data: [], pagination: { hasNextPage: true, endCursor: 'A' } } },
    ],
  ])('stays active while Pleo is %s', async (_, fault) => {
    const companyId = await relay.subscribe();
    relay.all.sandbox.setFaults([{ match: { route: 'subscriptions' }, ...fault }]);
    await relay.lookAgain();
    expect(await relay.shown(companyId)).toMatchObject({ status: 'active', reason: expect.any(String) });
    relay.all.sandbox.clearFaults();
    await relay.lookAgain();
    expect(await relay.shown(companyId)).toMatchObject({ status: 'active', reason: null });
    expect(relay.asked('POST')).toBe(1);
  });

  it('is not asked for of a company that is put away, or whose credential is of another one', async () => {
    const [companyId, other] = [await relay.connect(), randomUUID()];
    await http()
      .post(`/v1/companies/${companyId}/put-away`)
      .send({ reason: 'Left.', waiting: 'park' })
      .expect(200);
    const tokens = relay.all.sandbox.authorization.grant({ companyId: randomUUID(), scopes: SCOPES });
    await http()
      .put(credentialPath(other))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    await relay.all.database.query('DELETE FROM webhook_subscription');
    relay.all.sandbox.subscriptions.clear();
    await relay.sweep();
    for (const one of [companyId, other]) await http().get(pathOf(one)).expect(404);
    expect(relay.all.sandbox.subscriptions.all).toEqual([]);
    await relay.all.database.query('DELETE FROM company');
  });
});

describe('the credential of a company that is deleted', () => {
  const disconnect = (companyId: string) => http().delete(credentialPath(companyId));

  it('takes the subscription along, also one of which nobody has heard', async () => {
    const companyId = await relay.subscribe();
    relay.all.sandbox.subscriptions.make(ownerOf(companyId), aSubscription(addressOf(companyId)));
    const stays = relay.all.sandbox.subscriptions.make(
      ownerOf(companyId),
      aSubscription('https://x.example/'),
    );
    await disconnect(companyId).expect(200);
    expect(relay.atPleo(companyId)).toEqual([stays]);
    await http().get(pathOf(companyId)).expect(404);
    expect((await relay.acts(companyId)).map(({ action }) => action)).toContain('subscription_removed');
  });

  it.each(['GET', 'DELETE'])('takes it along also where Pleo fails once: %s', async (method) => {
    const companyId = await relay.subscribe();
    relay.all.sandbox.setFaults([{ match: { method }, dropConnection: true, times: 1 }]);
    await disconnect(companyId).expect(200);
    expect(relay.atPleo(companyId)).toEqual([]);
    await http().get(pathOf(companyId)).expect(404);
  });

  it('takes it along also where the company was put away before', async () => {
    const companyId = await relay.subscribe();
    await http()
      .post(`/v1/companies/${companyId}/put-away`)
      .send({ reason: 'Left.', waiting: 'park' })
      .expect(200);
    await disconnect(companyId).expect(200);
    expect(relay.atPleo(companyId)).toEqual([]);
    await relay.all.database.query('DELETE FROM company');
  });

  it('is deleted also where Pleo does not let it go, which stays known until the company is connected again', async () => {
    const companyId = await relay.subscribe();
    relay.all.sandbox.setFaults([{ match: { method: 'DELETE' }, status: 503 }]);
    await disconnect(companyId).expect(200);
    await http().get(credentialPath(companyId)).expect(404);
    const [left] = relay.atPleo(companyId);
    expect(await relay.shown(companyId)).toMatchObject({
      status: 'removing',
      subscriptionId: left!.id,
      secretSince: null,
      reason: expect.stringContaining('Pleo answered 503'),
    });
    await relay.sweep();
    expect((await relay.shown(companyId))['status']).toBe('removing');
    const tokens = relay.all.sandbox.authorization.grant({ companyId, scopes: SCOPES });
    relay.all.sandbox.clearFaults();
    await http()
      .put(credentialPath(companyId))
      .send({ type: 'oauth', ...tokens })
      .expect(200);
    await relay.untilStatus(companyId, 'active');
    expect((await relay.shown(companyId))['subscriptionId']).toBe(left!.id);
  });

  it('by a replica that is killed before it was deleted is as it was, and subscribed to again', async () => {
    const companyId = await relay.subscribe();
    die('noteRemoved');
    await disconnect(companyId).expect(500);
    await http().get(credentialPath(companyId)).expect(200);
    await relay.makeDue();
    await relay.untilStatus(companyId, 'active');
    expect(relay.atPleo(companyId)).toHaveLength(1);
  });

  it('by a replica that is killed right after it leaves no row behind', async () => {
    const companyId = await relay.subscribe();
    die('endRemoval');
    await disconnect(companyId).expect(500);
    await relay.lookAgain();
    await http().get(pathOf(companyId)).expect(404);
    expect(relay.atPleo(companyId)).toEqual([]);
  });

  it('while another replica subscribes leaves nothing at Pleo', async () => {
    const companyId = await relay.connect();
    await relay.all.database.query('DELETE FROM webhook_subscription');
    relay.all.sandbox.subscriptions.clear();
    relay.all.sandbox.setFaults([{ match: { method: 'POST', route: 'subscriptions' }, latencyMs: 60_000 }]);
    const sweeping = relay.sweep();
    await relay.all.sandbox.waitForRequest(
      ({ method, route }) => method === 'GET' && route === 'subscriptions',
      60_000,
    );
    const disconnected = disconnect(companyId).then(({ status }) => status);
    await eventually(async () => {
      const rows = await relay.all.database.query(
        `SELECT FROM webhook_subscription WHERE company_id = $1 AND status = 'removing'`,
        [companyId],
      );
      return rows.length === 1;
    });
    relay.all.sandbox.clearFaults();
    relay.all.sandbox.release();
    expect(await disconnected).toBe(200);
    await sweeping;
    await relay.sweep();
    expect(relay.atPleo(companyId)).toEqual([]);
    await http().get(pathOf(companyId)).expect(404);
  });
});

describe('a secret', () => {
  const rotate = (companyId: string) => http().post(`${pathOf(companyId)}/rotate`);
  const ids = (companyId: string) => relay.atPleo(companyId).map(({ id }) => id);
  const endOverlap = () =>
    relay.all.database.query(
      `UPDATE webhook_subscription SET previous_until = now() - interval '1 second' WHERE previous_id IS NOT NULL`,
    );

  it('is replaced by a second subscription, and the first one removed after an hour', async () => {
    const companyId = await relay.subscribe();
    const [first] = ids(companyId);
    const { body } = await rotate(companyId).expect(200);
    expect(body.rotationAskedAt).toEqual(expect.any(String));
    await rotate(companyId).expect(200);
    await relay.sweep();
    await relay.sweep();
    const [, second, ...others] = ids(companyId);
    expect(others).toEqual([]);
    expect(await relay.shown(companyId)).toMatchObject({
      status: 'active',
      subscriptionId: second,
      previousSubscriptionId: first,
      rotationAskedAt: null,
    });
    await rotate(companyId).expect(200);
    await relay.lookAgain();
    expect(ids(companyId)).toEqual([first, second]);
    await endOverlap();
    await relay.lookAgain();
    expect(ids(companyId)).toEqual([second]);
    expect(await relay.shown(companyId)).toMatchObject({ previousSubscriptionId: null, previousUntil: null });
    expect(await relay.acts(companyId)).toContainEqual({
      action: 'rotation_asked',
      by: 'boss',
      reason: null,
    });
  });

  it('is replaced once it is old', async () => {
    const companyId = await relay.subscribe();
    const age = (days: number) =>
      relay.all.database.query(
        `UPDATE webhook_subscription SET secret_since = now() - interval '${days} days'`,
      );
    await age(89);
    await relay.lookAgain();
    expect(ids(companyId)).toHaveLength(1);
    await age(91);
    await relay.lookAgain();
    expect(ids(companyId)).toHaveLength(2);
    await endOverlap();
    await relay.lookAgain();
    expect(ids(companyId)).toHaveLength(1);
  });

  it.each(['keep', 'settle', 'forgetPrevious'] as const)(
    'is replaced once, whoever is killed before %s',
    async (place) => {
      const companyId = await relay.subscribe();
      const [first] = ids(companyId);
      await rotate(companyId).expect(200);
      if (place === 'forgetPrevious') await relay.lookAgain();
      if (place === 'forgetPrevious') await endOverlap();
      await relay.makeDue();
      die(place);
      await sweepAndDie();
      const [{ secrets } = { secrets: 0 }] = await relay.all.database.query<{ secrets: number }>(
        'SELECT num_nonnulls(secret, previous_secret) AS secrets FROM webhook_subscription',
      );
      expect(secrets).toBe(place === 'keep' ? 1 : 2);
      vi.restoreAllMocks();
      await relay.lookAgain();
      await endOverlap();
      await relay.lookAgain();
      const [second, ...others] = ids(companyId);
      expect([second === first, others]).toEqual([false, []]);
      expect(relay.asked('POST')).toBe(2);
    },
  );

  it('is in no answer, in no log line, and sealed in the table', async () => {
    const companyId = await relay.subscribe();
    await rotate(companyId).expect(200);
    await relay.lookAgain();
    const secrets = relay.atPleo(companyId).map(({ secret }) => secret);
    expect(secrets).toHaveLength(2);
    const { text } = await http().get(pathOf(companyId));
    const rows = await relay.all.database.query('SELECT * FROM webhook_subscription');
    const audit = await relay.all.database.query('SELECT * FROM credential_audit');
    const told = [
      text,
      (await http().get('/metrics')).text,
      relay.all.log.join(''),
      JSON.stringify([rows, audit]),
    ];
    const bytes = JSON.stringify(rows.map((row) => Buffer.from(row['secret'] as Buffer).toString('latin1')));
    for (const secret of secrets)
      for (const one of [...told, bytes]) expect(one).not.toContain(secret.slice('whsec_'.length));
  });

  it('that an error repeats is not kept', async () => {
    const companyId = await relay.connect();
    const body = { type: 'BROKEN', message: 'The secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw is in use.' };
    relay.all.sandbox.setFaults([{ match: { method: 'POST', route: 'subscriptions' }, status: 400, body }]);
    await relay.untilStatus(companyId, 'refused');
    expect((await relay.shown(companyId))['reason']).toBe(
      'Pleo answered 400 BROKEN (The secret [secret] is in use.).',
    );
    expect(relay.all.log.join('')).not.toContain('MfKQ9r8G');
  });

  it('of which there is none cannot be replaced', async () => {
    relay.all.sandbox.subscriptions.refused.add('*');
    const companyId = await relay.connect();
    await relay.untilStatus(companyId, 'refused');
    expect((await rotate(companyId).expect(409)).body.type).toBe('SUBSCRIPTION_NOT_ACTIVE');
    expect((await rotate(randomUUID()).expect(404)).body.type).toBe('SUBSCRIPTION_NOT_FOUND');
  });
});
