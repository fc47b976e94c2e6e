import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { drained } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../../src/dev-services/free-port.js';
import type { RelayProcess } from '../support/process.js';
import { it } from '../support/stage.js';

/** A query that is logged, since it is granted: much log by few requests. */
const LONG = Array.from({ length: 530 }, () => 'status=pending').join('&');

/** What no pipe and no buffer of ours takes: 7 MB. */
const REQUESTS = 900;

async function lost(relay: RelayProcess): Promise<number> {
  const { body } = await relay.get<string>('/metrics');
  const [, count] = /^relay_log_lines_lost_total (\d+)$/m.exec(body) ?? [];
  return Number(count);
}

/** Has it write more than anybody takes. */
async function chatter(relay: RelayProcess): Promise<void> {
  for (let sent = 0; sent < REQUESTS; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, () => relay.get(`/v1/export-jobs?${LONG}`)));
  }
}

const DELIVERED = [{ delivery_status: 'delivered' }];

describe('log lines that nobody reads', () => {
  it.for(['production', 'development'])(
    'cost lines and nothing else, and are told when somebody reads again (%s)',
    async (NODE_ENV, { stage }) => {
      const [database, sandbox] = [await stage.database(), await stage.sandbox()];
      const relay = await stage.relay({ database, sandbox }, { NODE_ENV, LOG_LEVEL: 'info' }).answers();
      relay.stopReading();
      await chatter(relay);
      expect(await lost(relay)).toBeGreaterThan(REQUESTS / 2);
      const jobId = randomUUID();
      expect(await relay.report(jobId, 'started')).toBe(202);
      await drained(database);
      expect(await database.query('SELECT delivery_status FROM export_job_event')).toEqual(DELIVERED);

      relay.resumeReading();
      const [, count] = await relay.says(/(\d+) log lines were lost: they were not read in time/);
      expect(Number(count)).toBe(await lost(relay));
      expect(await relay.report(jobId, 'completed')).toBe(202);
      await relay.says(new RegExp(`${jobId}[^]*${jobId}`));
      relay.kill('SIGTERM');
      expect(await relay.exits()).toEqual({ code: 0, signal: null });
    },
  );

  it.for(['production', 'development'])(
    'do not hold up the end of the process (%s)',
    async (NODE_ENV, { stage }) => {
      const [database, sandbox] = [await stage.database(), await stage.sandbox()];
      const relay = await stage.relay({ database, sandbox }, { NODE_ENV, LOG_LEVEL: 'info' }).answers();
      relay.stopReading();
      await chatter(relay);
      expect(await relay.report(randomUUID(), 'started')).toBe(202);
      await drained(database);
      relay.kill('SIGTERM');
      await eventually(() => relay.hasExited);
      relay.resumeReading();
      expect(await relay.exits()).toEqual({ code: 0, signal: null });
      expect(await database.query('SELECT delivery_status FROM export_job_event')).toEqual(DELIVERED);
    },
  );

  it('are counted when their reader is gone', async ({ stage }) => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    const relay = await stage.relay({ database, sandbox }, { LOG_LEVEL: 'info' }).answers();
    relay.closeOutput();
    const jobId = randomUUID();
    expect(await relay.report(jobId, 'started')).toBe(202);
    await eventually(async () => (await lost(relay)) > 0);
    expect(await relay.report(jobId, 'completed')).toBe(202);
    await drained(database);
    relay.kill('SIGTERM');
    expect(await relay.exits()).toEqual({ code: 0, signal: null });
  });

  it.skipIf(!existsSync('/dev/full'))('are counted on a full disk', async ({ stage }) => {
    const [database, sandbox] = [await stage.database(), await stage.sandbox()];
    const full = openSync('/dev/full', 'w');
    const port = await freePort();
    const relay = stage.relay({ database, sandbox }, { LOG_LEVEL: 'info', PORT: String(port) }, full);
    closeSync(full);
    relay.isAt(`http://127.0.0.1:${port}`);
    await eventually(async () => (await relay.get('/health/ready')).status === 200);
    const jobId = randomUUID();
    expect(await relay.report(jobId, 'started')).toBe(202);
    await eventually(async () => (await lost(relay)) > 0);
    expect(await relay.report(jobId, 'completed')).toBe(202);
    await drained(database);
    relay.kill('SIGTERM');
    expect(await relay.exits()).toEqual({ code: 0, signal: null });
  });
});
