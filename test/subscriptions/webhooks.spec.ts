import { createHmac, randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../support/eventually.js';
import { expectProblem } from '../support/problem.js';
import { jobCreated, SECRET, signed } from '../support/webhooks.js';
import { addressOf, pathOf, Subscribed } from './subscribed.js';

let relay: Subscribed;
beforeAll(async () => {
  relay = await Subscribed.start(1, { PLEO_WEBHOOK_SECRET: SECRET });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await relay.clear();
});
afterAll(() => relay.all.stop());

const http = () => relay.all.replicas[0]!.http;
const secretsOf = (companyId: string) => relay.atPleo(companyId).map(({ secret }) => secret);

async function send(companyId: string, message: object, secret: string | undefined, id?: string) {
  const body = JSON.stringify(message);
  return supertest(await relay.all.replicas[0]!.app.getUrl())
    .post(`/webhooks/pleo/${companyId}`)
    .set('Content-Type', 'application/json')
    .set(secret === undefined ? {} : signed(body, { secret, ...(id !== undefined && { id }) }))
    .serialize((text: unknown) => text as string)
    .send(body);
}

async function jobOf(id: string): Promise<Record<string, unknown> | null> {
  const { status, body } = await http().get(`/v1/export-jobs/${id}`);
  return status === 200 ? (body as Record<string, unknown>) : null;
}

async function count(result: string): Promise<number> {
  const { text } = await http().get('/metrics');
  const [, value] = new RegExp(`^relay_webhooks_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(text) ?? [];
  return Number(value ?? 0);
}

describe('a webhook to the address of a company', () => {
  it('that is signed with its secret registers the job, of that company also where it does not say so', async () => {
    const companyId = await relay.subscribe();
    const [secret] = secretsOf(companyId);
    const [named, unnamed] = [randomUUID(), randomUUID()];
    expect((await send(companyId, jobCreated({ id: named, companyId }), secret)).status).toBe(204);
    expect((await send(companyId.toUpperCase(), jobCreated({ id: unnamed }), secret)).status).toBe(204);
    for (const id of [named, unnamed])
      expect(await jobOf(id)).toMatchObject({ companyId, source: 'webhook' });
  });

  it('about a job of another company changes nothing', async () => {
    const companyId = await relay.subscribe();
    const id = randomUUID();
    const before = await count('ignored');
    const answer = await send(
      companyId,
      jobCreated({ id, companyId: randomUUID() }),
      secretsOf(companyId)[0],
    );
    expect(answer.status).toBe(204);
    expect(await jobOf(id)).toBeNull();
    expect(await count('ignored')).toBe(before + 1);
  });

  it('that is signed with another secret is refused, as is one to a company that has none', async () => {
    const [companyId, other] = [await relay.subscribe(), await relay.subscribe()];
    const before = await count('not_authentic');
    const wrong: [string, string | undefined][] = [
      [companyId, secretsOf(other)[0]],
      [companyId, SECRET],
      [companyId, undefined],
      [randomUUID(), secretsOf(companyId)[0]],
    ];
    for (const [to, secret] of wrong)
      expectProblem(
        await send(to, jobCreated({ id: randomUUID(), companyId: to }), secret),
        401,
        'WEBHOOK_NOT_AUTHENTIC',
      );
    expect(await count('not_authentic')).toBe(before + wrong.length);
    expectProblem(await send('acme', jobCreated(), SECRET), 400, 'VALIDATION_FAILED');
  });

  it('is good with either secret while that changes, and counts once where the event comes by both', async () => {
    const companyId = await relay.subscribe();
    await http()
      .post(`${pathOf(companyId)}/rotate`)
      .expect(200);
    await relay.lookAgain();
    const secrets = secretsOf(companyId);
    expect(secrets).toHaveLength(2);
    const [registered, known] = [await count('registered'), await count('known')];
    const message = jobCreated({ id: randomUUID(), companyId });
    for (const secret of secrets) expect((await send(companyId, message, secret)).status).toBe(204);
    expect([await count('registered'), await count('known')]).toEqual([registered + 1, known + 1]);

    await relay.all.database.query(
      `UPDATE webhook_subscription SET previous_until = now() - interval '1 second'`,
    );
    expect((await send(companyId, jobCreated({ id: randomUUID(), companyId }), secrets[0])).status).toBe(204);
    await relay.lookAgain();
    expect((await send(companyId, jobCreated({ id: randomUUID(), companyId }), secrets[0])).status).toBe(401);
    expect((await send(companyId, jobCreated({ id: randomUUID(), companyId }), secrets[1])).status).toBe(204);
  });

  it('is refused once the credential is deleted', async () => {
    const companyId = await relay.subscribe();
    const [secret] = secretsOf(companyId);
    await http().delete(`/v1/companies/${companyId}/credential`).expect(200);
    expect((await send(companyId, jobCreated({ id: randomUUID(), companyId }), secret)).status).toBe(401);
  });

  it('is left to other replicas where the secret cannot be opened', async () => {
    const companyId = await relay.subscribe();
    await relay.all.database.query(`UPDATE webhook_subscription SET key_id = 'elsewhere'`);
    expectProblem(
      await send(companyId, jobCreated({ id: randomUUID(), companyId }), secretsOf(companyId)[0]),
      503,
      'SERVICE_UNAVAILABLE',
    );
  });

  it('costs two signatures at most, and a row, however many companies there are', async () => {
    const companyId = await relay.subscribe();
    await http()
      .post(`${pathOf(companyId)}/rotate`)
      .expect(200);
    await relay.lookAgain();
    await relay.all.database.query(
      `INSERT INTO webhook_subscription (company_id, status, subscription_id, key_id, secret, secret_since)
       SELECT gen_random_uuid(), 'active', 'sub-' || n, key_id, secret, now()
       FROM webhook_subscription, generate_series(1, 5000) AS n`,
    );
    const signs = vi.spyOn(Webhook.prototype, 'sign');
    const body = JSON.stringify(jobCreated({ id: randomUUID(), companyId }));
    const secret = secretsOf(companyId)[1]!;
    const [id, time] = ['msg_1', Math.floor(Date.now() / 1000)];
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const right = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
    const answer = await supertest(await relay.all.replicas[0]!.app.getUrl())
      .post(`/webhooks/pleo/${companyId}`)
      .set('Content-Type', 'application/json')
      .set({ 'webhook-id': id, 'webhook-timestamp': String(time), 'webhook-signature': `v1,${right}` })
      .send(body);
    expect(answer.status).toBe(204);
    expect(signs.mock.calls).toHaveLength(2);
  });
});

it('Pleo tells of a job by the subscription that the relay has made', async () => {
  const companyId = await relay.subscribe();
  const [made] = relay.atPleo(companyId);
  expect(made!.endpointUrl).toBe(addressOf(companyId));
  // The relay's port is not known before it listens.
  const endpointUrl = `${await relay.all.replicas[0]!.app.getUrl()}/webhooks/pleo/${companyId}`;
  relay.all.sandbox.subscriptions.replace(made!.owner, made!.id, { ...made!, endpointUrl });
  const { id } = relay.all.sandbox.createJob({ companyId });
  await eventually(() => jobOf(id));
  expect(relay.all.sandbox.webhooks).toMatchObject([{ jobId: id, url: endpointUrl }]);
});
