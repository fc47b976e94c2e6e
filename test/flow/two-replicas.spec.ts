import { describe, expect } from 'vitest';
import { drained, missing } from '../support/books.js';
import { it } from '../support/stage.js';
import { Workers } from '../support/workers.js';

describe('two replicas on one database', () => {
  it('migrate it together, share the work and never send two events of a job at once', async ({ stage }) => {
    const database = await stage.database({ empty: true });
    const sandbox = await stage.sandbox();
    sandbox.setFaults([{ latencyMs: 10, jitterMs: 30 }]);
    // The version in the path tells which of them has sent a request.
    const relays = ['v1', 'v2'].map((version) =>
      stage.relay({ database, sandbox }, { PLEO_API_VERSION: version, DELIVERY_CONCURRENCY: '6' }),
    );
    await Promise.all(relays.map((relay) => relay.answers()));

    const workers = new Workers(relays, 5);
    await workers.untilAccepted(200);
    await workers.stop();
    await drained(database);

    expect([...workers.statuses]).toEqual([202]);
    expect(await missing(database, workers.accepted)).toEqual([]);
    const undelivered = await database.query(
      `SELECT FROM export_job_event WHERE delivery_status <> 'delivered'`,
    );
    expect(undelivered).toEqual([]);

    const changes = sandbox.requests.filter(({ changed }) => changed);
    expect(changes.map(({ jobId, event }) => `${jobId} ${event}`).sort()).toEqual(
      workers.accepted.map(({ jobId, event }) => `${jobId} ${event}`).sort(),
    );
    expect(sandbox.requests).toHaveLength(changes.length);
    expect(sandbox.overlaps).toBe(0);
    for (const version of ['v1', 'v2']) {
      expect(changes.filter(({ path }) => path.startsWith(`/${version}/`)).length).toBeGreaterThan(0);
    }
    const [migrations] = await database.query(
      'SELECT count(*) = count(DISTINCT name) AS once FROM migration',
    );
    expect(migrations).toEqual({ once: true });
    for (const relay of relays)
      expect(relay.output.replaceAll(/.*"msg":"(Running|Ran) .*\n/g, '')).not.toMatch(
        /"level":[3-6]0.*(error|fail)/i,
      );
  });
});
