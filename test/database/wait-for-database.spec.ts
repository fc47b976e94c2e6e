import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitForDatabase } from '../../src/database/wait-for-database.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

describe('waitForDatabase', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  /** A door to Postgres that can be opened later, on a port that is free until then. */
  async function aDoor(): Promise<{ url: string; open: () => void; server: Server }> {
    const { hostname, port } = new URL(database.url);
    const server = createServer((socket) => {
      const inside = connect(Number(port), hostname);
      inside.on('error', () => socket.destroy());
      socket.on('error', () => inside.destroy());
      socket.pipe(inside).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = (server.address() as AddressInfo).port;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const url = new URL(database.url);
    url.hostname = '127.0.0.1';
    url.port = String(own);
    return { url: url.href, open: () => server.listen(own, '127.0.0.1'), server };
  }

  it('resolves without a word where Postgres lets us in', async () => {
    const reasons: string[] = [];
    await waitForDatabase(database.url, (reason) => reasons.push(reason));
    expect(reasons).toEqual([]);
  });

  it('says why it waits, and goes on when Postgres is there', async () => {
    const door = await aDoor();
    const reasons: string[] = [];
    await waitForDatabase(door.url, (reason) => {
      reasons.push(reason);
      door.open();
    });
    door.server.close();
    expect(reasons).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });

  it('throws at once what waiting cannot mend', async () => {
    const waits = waitForDatabase(database.url.replace(/[^/]+$/, 'nowhere'), () => expect.fail('it waits'));
    await expect(waits).rejects.toMatchObject({ code: '3D000' });
  });

  it('stops waiting when the signal aborts', async () => {
    const door = await aDoor();
    const stop = new AbortController();
    const waits = waitForDatabase(door.url, () => stop.abort(new Error('stopped')), stop.signal);
    await expect(waits).rejects.toThrow();
  });
});
