import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { RelayProcess } from '../support/process.js';
import { it } from '../support/stage.js';
import { jobCreated, SECRET, signed } from '../support/webhooks.js';

interface Job {
  source: string;
  companyId: string;
  numberOfItems: number;
}

/** The job, once the relay has it. */
function jobAt(relay: RelayProcess, id: string): Promise<Job> {
  return eventually(async () => {
    const { status, body } = await relay.get<Job>(`/v1/export-jobs/${id}`);
    return status === 200 && body;
  });
}

async function tell(relay: RelayProcess, body: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(new URL('/webhooks/pleo', relay.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
  return answer.status;
}

/** How many webhooks had this result, over all relays. */
async function counted(relays: RelayProcess[], result: string): Promise<number> {
  const pages = await Promise.all(relays.map((relay) => relay.get<string>('/metrics')));
  const line = new RegExp(`^relay_webhooks_total\\{result="${result}"\\} (\\d+)$`, 'm');
  return pages.reduce((sum, { body }) => sum + Number(line.exec(body)?.[1] ?? 0), 0);
}

describe('a new job at Pleo', () => {
  it('is in the relay without anybody’s doing, when the relay runs with its sandbox', async ({ stage }) => {
    const database = await stage.database();
    const relay = await stage.program({ DATABASE_URL: database.url, PORT: '0' }).answers();
    const [, sandbox = ''] = await relay.says(/Sandbox (http:\/\/127\.0\.0\.1:\d+)/);
    const [id, companyId] = [randomUUID(), randomUUID()];
    await fetch(`${sandbox}/sandbox/jobs`, {
      method: 'POST',
      body: JSON.stringify({ id, companyId, numberOfItems: 4 }),
    });
    expect(await jobAt(relay, id)).toMatchObject({ source: 'webhook', companyId, numberOfItems: 4 });
    expect(relay.output).not.toContain('whsec_');
  });

  it('is told until a replica takes it, though the first one is killed', async ({ stage }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const relays = [1, 2].map(() => stage.relay({ database, sandbox }, { PLEO_WEBHOOK_SECRET: SECRET }));
    const [first, second] = (await Promise.all(relays.map((relay) => relay.answers()))) as [
      RelayProcess,
      RelayProcess,
    ];
    sandbox.setWebhooks({ url: `${first.url}/webhooks/pleo`, secret: SECRET });
    await first.end();
    const { id } = sandbox.createJob({ companyId: randomUUID() });
    await eventually(() => (sandbox.webhooks[0]?.attempts ?? 0) > 1);
    sandbox.setWebhooks({ url: `${second.url}/webhooks/pleo`, secret: SECRET });
    expect(await jobAt(second, id)).toMatchObject({ source: 'webhook' });
    await eventually(() => sandbox.webhooks[0]?.state === 'delivered');
  });

  it('is taken once by two replicas that are told of it at the same moment', async ({ stage }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    const relays = [1, 2].map(() => stage.relay({ database, sandbox }, { PLEO_WEBHOOK_SECRET: SECRET }));
    await Promise.all(relays.map((relay) => relay.answers()));
    for (let round = 0; round < 10; round++) {
      const body = JSON.stringify(jobCreated());
      const headers = signed(body);
      const statuses = await Promise.all([...relays, ...relays].map((relay) => tell(relay, body, headers)));
      expect(statuses).toEqual([204, 204, 204, 204]);
    }
    expect(await counted(relays, 'registered')).toBe(10);
    expect(await counted(relays, 'repeated')).toBe(30);
    expect(await database.query('SELECT FROM export_job')).toHaveLength(10);
    expect(await database.query('SELECT FROM webhook_receipt')).toHaveLength(10);
  });

  it('is found by one of two replicas that poll, where webhooks are not to be had', async ({ stage }) => {
    const database = await stage.database();
    const sandbox = await stage.sandbox();
    sandbox.setFaults([{ match: { method: 'GET' }, latencyMs: 100 }]);
    // The version in the path tells which of them has sent a request.
    const relays = ['v2', 'v3'].map((version) =>
      stage.relay({ database, sandbox }, { PLEO_POLL_INTERVAL_SECONDS: '1', PLEO_API_VERSION: version }),
    );
    await Promise.all(relays.map((relay) => relay.answers()));
    const ids = [1, 2, 3].map(() => sandbox.createJob({ companyId: randomUUID() }).id);
    for (const id of ids) expect(await jobAt(relays[0]!, id)).toMatchObject({ source: 'webhook' });
    await eventually(() => sandbox.requests.length >= 8);
    // A turn is two lists, by one replica.
    const turns = sandbox.requests.map(({ path }) => path.slice(1, 3)).join(' ');
    expect(turns).toMatch(/^((v2 v2|v3 v3)( |$))+(v2|v3)?$/);
  });
});
