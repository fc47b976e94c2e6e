import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { eventually } from '../support/eventually.js';
import { RelayProcess } from '../support/process.js';
import { it, type Stage } from '../support/stage.js';

const WORKER = fileURLToPath(new URL('../../dist/examples/worker/main.js', import.meta.url));

interface Job {
  readonly id: string;
  readonly status: string;
  readonly failureReason?: string | null;
}

interface Programs {
  readonly relay: RelayProcess;
  readonly sandbox: string;
}

/** A relay as `npm start` starts it, with the sandbox that tells it of new jobs. */
async function aRelay(stage: Stage): Promise<Programs> {
  const { url } = await stage.database();
  const relay = await stage.program({ PORT: '0', DATABASE_URL: url }).answers();
  const [, sandbox = ''] = await relay.says(/sandbox at (http:\/\/[^\s,]+)/);
  return { relay, sandbox };
}

function aWorker(stage: Stage, { relay, sandbox }: Programs): RelayProcess {
  const env = { RELAY_URL: relay.url, PLEO_URL: sandbox, PLEO_KEY: 'sandbox-key' };
  const worker = new RelayProcess(env, tmpdir(), WORKER);
  return stage.until(worker, () => worker.end());
}

interface Item {
  readonly accountingEntryId: string;
  readonly status: string;
  readonly externalId: string | null;
  readonly failureReason: string | null;
}

async function ask<Data>(url: string, body?: unknown): Promise<Data> {
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const answer = await fetch(url, { ...init, headers: { Authorization: `Basic ${btoa('sandbox-key:')}` } });
  return ((await answer.json()) as { data: Data }).data;
}

const createJob = (sandbox: string, job: { numberOfItems: number } | { accountingEntryIds: string[] }) =>
  ask<Job>(`${sandbox}/sandbox/jobs`, job);

function jobAtPleo(sandbox: string, id: string, status: string): Promise<Job> {
  return eventually(async () => {
    const job = await ask<Job>(`${sandbox}/v1/export-jobs/${id}`);
    return job.status === status && job;
  }, 30_000);
}

const itemsAtPleo = (sandbox: string, id: string) =>
  ask<Item[]>(`${sandbox}/v3/export-jobs/${id}/items?limit=100`);

/** The first hexadecimal digits of an id choose the account: the ledger has that of the first, and not of the other. */
const TRAVEL = '00000001-0d44-4b50-8888-8dd257360521';
const HOSTING = '0000000a-0d44-4b50-8888-8dd257360521';

describe.concurrent('the example worker', { timeout: 60_000 }, () => {
  it('takes jobs that Pleo has made, and Pleo hears how each entry went, then how the job did', async ({
    stage,
    expect,
  }) => {
    const programs = await aRelay(stage);
    const { sandbox } = programs;
    const worker = aWorker(stage, programs);
    const mixed = await createJob(sandbox, { accountingEntryIds: [TRAVEL, HOSTING] });
    const failing = await createJob(sandbox, { accountingEntryIds: [HOSTING] });
    const empty = await createJob(sandbox, { numberOfItems: 0 });

    await jobAtPleo(sandbox, mixed.id, 'completed_with_errors');
    const noAccount = { status: 'failed', failureReason: 'The ledger has no account 6837.' };
    expect(await itemsAtPleo(sandbox, mixed.id)).toMatchObject([
      { accountingEntryId: TRAVEL, status: 'successful', externalId: `voucher-${TRAVEL}` },
      { accountingEntryId: HOSTING, ...noAccount },
    ]);
    const failed = await jobAtPleo(sandbox, failing.id, 'failed');
    expect(failed.failureReason).toContain(noAccount.failureReason);
    await jobAtPleo(sandbox, empty.id, 'completed');
    worker.kill('SIGTERM');
    expect(await worker.exits(10_000)).toEqual({ code: 0, signal: null });
  });

  it('goes on with a job that it was killed in, behind what it has reported', async ({ stage, expect }) => {
    const programs = await aRelay(stage);
    const { relay, sandbox } = programs;
    const first = aWorker(stage, programs);
    const { id } = await createJob(sandbox, { numberOfItems: 100 });
    const reported = await eventually(async () => {
      const { items } = (await relay.get<{ items: { successful: number } }>(`/v1/export-jobs/${id}`)).body;
      return items.successful > 0 && items.successful;
    }, 30_000);
    expect(reported).toBeLessThan(100);
    await first.end();
    const second = aWorker(stage, programs);
    await second.says(new RegExp(`${id} is done`));
    const items = await eventually(async () => {
      const all = await itemsAtPleo(sandbox, id);
      return all.every(({ status }) => status === 'successful' || status === 'failed') && all;
    }, 30_000);
    expect(items).toHaveLength(100);
    expect(first.output).not.toContain('is done');
    const reports = (await relay.get<string>('/metrics')).body;
    expect(reports).toMatch(/^relay_item_results_total\{.*result="kept"\}/m);
    expect(reports).not.toMatch(/^relay_item_results_total\{.*result="(refused|repeated)"\}/m);
  });
});
