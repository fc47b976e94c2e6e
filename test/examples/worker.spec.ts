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

/** A relay as `npm start` starts it, with the sandbox that tells it of new jobs. */
async function aRelay(stage: Stage): Promise<{ relay: RelayProcess; sandbox: string }> {
  const { url } = await stage.database();
  const relay = await stage.program({ PORT: '0', DATABASE_URL: url }).answers();
  const [, sandbox = ''] = await relay.says(/sandbox at (http:\/\/[^\s,]+)/);
  return { relay, sandbox };
}

function aWorker(stage: Stage, relay: RelayProcess): RelayProcess {
  const worker = new RelayProcess({ RELAY_URL: relay.url }, tmpdir(), WORKER);
  return stage.until(worker, () => worker.end());
}

async function ask(url: string, body?: unknown): Promise<{ data: Job }> {
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const answer = await fetch(url, { ...init, headers: { Authorization: `Basic ${btoa('sandbox-key:')}` } });
  return (await answer.json()) as { data: Job };
}

const createJob = async (sandbox: string, numberOfItems: number) =>
  (await ask(`${sandbox}/sandbox/jobs`, { numberOfItems })).data;

function jobAtPleo(sandbox: string, id: string, status: string): Promise<Job> {
  return eventually(async () => {
    const { data } = await ask(`${sandbox}/v1/export-jobs/${id}`);
    return data.status === status && data;
  }, 20_000);
}

describe.concurrent('the example worker', { timeout: 60_000 }, () => {
  it('takes jobs that Pleo has made, and Pleo hears how they went', async ({ stage, expect }) => {
    const { relay, sandbox } = await aRelay(stage);
    const worker = aWorker(stage, relay);
    const [good, empty] = [await createJob(sandbox, 3), await createJob(sandbox, 0)];
    await jobAtPleo(sandbox, good.id, 'completed');
    const failed = await jobAtPleo(sandbox, empty.id, 'failed');
    expect(failed.failureReason).toBe('The job has no items to export.');
    worker.kill('SIGTERM');
    expect(await worker.exits(10_000)).toEqual({ code: 0, signal: null });
  });

  it('goes on with a job that it was killed in', async ({ stage, expect }) => {
    const { relay, sandbox } = await aRelay(stage);
    const first = aWorker(stage, relay);
    const { id } = await createJob(sandbox, 500);
    await jobAtPleo(sandbox, id, 'in_progress');
    await first.end();
    const second = aWorker(stage, relay);
    await second.says(new RegExp(`${id} is done`));
    await jobAtPleo(sandbox, id, 'completed');
    expect(first.output).not.toContain('is done');
  });
});
