import { describe, expect, it } from 'vitest';
import { anId, basic, KEY, sandboxForTest } from './pleo-caller.js';

const OTHER_KEY = 'another-key';
const BODY = {
  endpointUrl: 'https://relay.example/hook',
  eventTypes: ['v1.export-job.created'],
  endpointAuth: { type: 'BASIC', credentials: { username: 'pleo', password: 'hunter2' } },
};

/** Two keys, each of a company. */
async function twoCompanies() {
  const { sandbox, pleo } = await sandboxForTest({ apiKeys: [KEY, OTHER_KEY] });
  const [companyId, other] = [anId(), anId()];
  sandbox.introspection.keys = { [KEY]: { companyId }, [OTHER_KEY]: { companyId: other } };
  return { sandbox, pleo, companyId, as: { headers: { authorization: basic(OTHER_KEY) } } };
}

describe('a subscription of the sandbox', () => {
  it('is made, read, listed, replaced and removed by its company, with the password in clear', async () => {
    const { pleo, as } = await twoCompanies();
    const made = await pleo.post('/v1/subscriptions', BODY);
    expect([made.status, made.json.data]).toEqual([
      200,
      expect.objectContaining({ ...BODY, status: 'ACTIVE' }),
    ]);
    const path = `/v1/subscriptions/${made.json.data.id}`;
    expect((await pleo.get('/v1/subscriptions')).json.data).toEqual([made.json.data]);
    expect((await pleo.get(`${path}/secret`)).json.data.secretKey).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
    expect((await pleo.get('/v1/subscriptions', as)).json.data).toEqual([]);
    for (const route of [path, `${path}/secret`]) expect((await pleo.get(route, as)).status).toBe(404);
    const inactive = { endpointUrl: BODY.endpointUrl, eventTypes: ['v1.vendor.created'], status: 'INACTIVE' };
    expect((await pleo.put(path, inactive)).json.data).toMatchObject({
      ...inactive,
      endpointAuth: { type: 'NONE' },
    });
    expect((await pleo.send('DELETE', path)).status).toBe(204);
    expect((await pleo.send('DELETE', path)).status).toBe(404);
  });

  it('is refused to whom it is switched off for, and with all that is wrong in it', async () => {
    const { sandbox, pleo, companyId, as } = await twoCompanies();
    const refused = { refused: [`urn:pleo:company:${companyId}`] };
    expect((await pleo.put('/sandbox/subscriptions', refused)).status).toBe(204);
    expect((await pleo.post('/v1/subscriptions', BODY)).status).toBe(403);
    expect((await pleo.get('/v1/subscriptions', as)).status).toBe(200);
    expect((await pleo.put('/sandbox/subscriptions', { refused: ['me'] })).status).toBe(400);
    sandbox.reset();
    const wrong = await pleo.post('/v1/subscriptions', {
      endpointUrl: 'x',
      eventTypes: [],
      status: 'ASLEEP',
    });
    expect(wrong.json.message).toMatch(/endpointUrl.*eventTypes.*status/);
  });

  it('hears of the jobs of its company only', async () => {
    const { sandbox, pleo, companyId } = await twoCompanies();
    await pleo.post('/v1/subscriptions', { ...BODY, endpointUrl: 'http://127.0.0.1:9/hook' });
    sandbox.createJob();
    const { id } = sandbox.createJob({ companyId });
    expect(sandbox.webhooks.map(({ jobId, url }) => [jobId, url])).toEqual([[id, 'http://127.0.0.1:9/hook']]);
    const { text } = await pleo.get('/sandbox/subscriptions');
    expect(text).toContain('hunter2');
    expect(text).not.toContain('whsec_');
  });
});
