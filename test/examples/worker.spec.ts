import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { lapse } from '../support/claims-of-jobs.js';
import type { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { FaultyFront } from '../support/faulty-front.js';
import { RelayProcess } from '../support/process.js';
import { ScratchFile } from '../support/scratch-file.js';
import { it, type Stage } from '../support/stage.js';
import { haveBeenSteady } from '../support/steady.js';

const WORKERS = {
  TypeScript: fileURLToPath(new URL('../../dist/examples/worker/main.js', import.meta.url)),
  Python: fileURLToPath(new URL('../../examples/python-worker/worker.py', import.meta.url)),
};

interface Job {
  readonly id: string;
  readonly status: string;
  readonly failureReason?: string | null;
}

/** A relay as `npm start` starts it, with the sandbox that tells it of new jobs. */
class Scene {
  private readonly books: ScratchFile;

  private constructor(
    private readonly stage: Stage,
    private readonly program: string,
    readonly database: TestDatabase,
    readonly front: FaultyFront,
    readonly sandbox: string,
  ) {
    const books = new ScratchFile();
    this.books = stage.until(books, () => books.remove());
  }

  static async of(stage: Stage, program: string): Promise<Scene> {
    const database = await stage.database();
    const relay = await stage.program({ PORT: '0', DATABASE_URL: database.url }).answers();
    const [, sandbox = ''] = await relay.says(/Sandbox (http:\/\/\S+)/);
    // A lease does not run out before its worker had its whole time since the relay can be reached.
    await haveBeenSteady(database);
    const front = await FaultyFront.before(relay.url);
    stage.until(front, () => front.stop());
    return new Scene(stage, program, database, front, sandbox);
  }

  /** One more worker; all of them book in the same books. */
  aWorker(): RelayProcess {
    const env = { RELAY_URL: this.front.url, BOOKS: this.books.path, PYTHONDONTWRITEBYTECODE: '1' };
    const worker = new RelayProcess(env, tmpdir(), this.program);
    return this.stage.until(worker, () => worker.end());
  }

  /** The entries that were booked, as often as they were. */
  booked(): string[] {
    const text = existsSync(this.books.path) ? readFileSync(this.books.path, 'utf8') : '';
    const vouchers = text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Item] : []));
    return vouchers.map(({ accountingEntryId }) => accountingEntryId);
  }

  createJob(job: { numberOfItems: number } | { accountingEntryIds: string[] }): Promise<Job> {
    return ask<Job>(`${this.sandbox}/sandbox/jobs`, job);
  }

  /** Whether the relay has heard of the job. */
  async isKnown(id: string): Promise<boolean> {
    return (await fetch(`${this.front.url}/v1/export-jobs/${id}`)).ok;
  }

  jobAtPleo(id: string, status: string): Promise<Job> {
    return eventually(async () => {
      const job = await ask<Job>(`${this.sandbox}/v1/export-jobs/${id}`);
      return job.status === status && job;
    });
  }

  itemsAtPleo(id: string): Promise<Item[]> {
    return ask<Item[]>(`${this.sandbox}/v3/export-jobs/${id}/items?limit=100`);
  }
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

/** The first hexadecimal digits of an id choose the account: the ledger has that of the first, and not of the other. */
const TRAVEL = '00000001-0d44-4b50-8888-8dd257360521';
const HOSTING = '0000000a-0d44-4b50-8888-8dd257360521';
/** Entries that the ledger takes. */
const SIXTY = Array.from({ length: 60 }, (_, index) => TRAVEL.slice(0, -2) + (10 + index).toString());

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.each(Object.entries(WORKERS))('the example worker in %s', (language, program) => {
  const test = it.skipIf(language === 'Python' && !isThere('python3'));

  test('takes jobs that Pleo has made, and Pleo hears how each entry went, then how the job did', async ({
    stage,
    expect,
  }) => {
    const scene = await Scene.of(stage, program);
    const worker = scene.aWorker();
    const mixed = await scene.createJob({ accountingEntryIds: [TRAVEL, HOSTING] });
    const failing = await scene.createJob({ accountingEntryIds: [HOSTING] });
    const empty = await scene.createJob({ numberOfItems: 0 });

    await scene.jobAtPleo(mixed.id, 'completed_with_errors');
    const noAccount = { status: 'failed', failureReason: 'The ledger has no account 6837.' };
    expect(await scene.itemsAtPleo(mixed.id)).toMatchObject([
      { accountingEntryId: TRAVEL, status: 'successful', externalId: `voucher-${TRAVEL}` },
      { accountingEntryId: HOSTING, ...noAccount },
    ]);
    const failed = await scene.jobAtPleo(failing.id, 'failed');
    expect(failed.failureReason).toContain(noAccount.failureReason);
    await scene.jobAtPleo(empty.id, 'completed');
    expect(scene.booked()).toEqual([TRAVEL]);
    worker.kill('SIGTERM');
    expect(await worker.exits()).toEqual({ code: 0, signal: null });
  });

  test('that is killed between booking and report books nothing twice', async ({ stage, expect }) => {
    const scene = await Scene.of(stage, program);
    const { front } = scene;
    const { id } = await scene.createJob({ accountingEntryIds: SIXTY });
    const reports = () => front.requests.filter(({ line }) => line.startsWith('PUT')).length;
    for (const kill of [1, 2, 3]) {
      front.play();
      const worker = scene.aWorker();
      await eventually(() => reports() >= 5);
      // From now on the relay hears of nothing: what is reported next is booked, and its report does not arrive.
      front.play(...Array.from({ length: 50 }, () => 'silence' as const));
      await eventually(() => reports() > 0);
      await worker.end();
      await lapse(scene, id);
      expect(worker.output, `kill ${kill}`).not.toContain('is done');
    }
    front.play();
    const last = scene.aWorker();
    await last.says(new RegExp(`${id} is done: completed`));
    expect(scene.booked().toSorted()).toEqual(SIXTY);
    await scene.jobAtPleo(id, 'completed');
    expect(await scene.itemsAtPleo(id)).toMatchObject(
      SIXTY.map((entry) => ({
        accountingEntryId: entry,
        status: 'successful',
        externalId: `voucher-${entry}`,
      })),
    );
  });

  test('that hears no answer to its last word says it again, and the job is done', async ({
    stage,
    expect,
  }) => {
    const scene = await Scene.of(stage, program);
    const { id } = await scene.createJob({ accountingEntryIds: [TRAVEL] });
    await eventually(() => scene.isKnown(id));
    // The claim, the two lists and the report go well.
    scene.front.play(null, null, null, null, 'answer lost', 'answer lost');
    const worker = scene.aWorker();
    await worker.says(new RegExp(`${id} is done: completed`));
    const lines = scene.front.requests.map(({ line }) => line);
    expect(lines.filter((line) => line.endsWith('/finish'))).toHaveLength(3);
    expect(scene.booked()).toEqual([TRAVEL]);
  });

  test('that is stopped gives its job back, and another one goes on with it at once', async ({
    stage,
    expect,
  }) => {
    const scene = await Scene.of(stage, program);
    const { id } = await scene.createJob({ accountingEntryIds: SIXTY });
    const first = scene.aWorker();
    await eventually(() => scene.booked().length > 3);
    first.kill('SIGTERM');
    expect(await first.exits()).toEqual({ code: 0, signal: null });
    expect(scene.booked().length).toBeLessThan(60);
    const second = scene.aWorker();
    await second.says(new RegExp(`${id} is done: completed`));
    expect(scene.booked().toSorted()).toEqual(SIXTY);
  });

  test('shares jobs with others, and each entry is booked once', async ({ stage, expect }) => {
    const scene = await Scene.of(stage, program);
    const workers = [scene.aWorker(), scene.aWorker(), scene.aWorker()];
    const jobs = await Promise.all(
      Array.from({ length: 9 }, (_, job) =>
        scene.createJob({
          accountingEntryIds: [1, 2, 3].map((entry) => `00000001-0000-4b50-8888-8dd2573605${job}${entry}`),
        }),
      ),
    );
    for (const { id } of jobs) await scene.jobAtPleo(id, 'completed');
    expect(scene.booked()).toHaveLength(27);
    expect(new Set(scene.booked()).size).toBe(27);
    const shares = workers.map(({ output }) => output.match(/is done/g)?.length ?? 0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(9);
  });
});
