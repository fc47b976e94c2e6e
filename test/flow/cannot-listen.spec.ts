import { expect } from 'vitest';
import { it } from '../support/stage.js';

it('a HOST that nobody knows is told as such, and not as a fault of the database', async ({ stage }) => {
  const database = await stage.database();
  // Two dots in a row: no resolver is asked.
  const HOST = 'not..a.host';
  const API_KEYS = 'worker:write:0123456789-0123456789-0123456789';
  const relay = stage.relay({ database, sandbox: { url: 'http://127.0.0.1:1' } }, { HOST, API_KEYS });
  const { code } = await relay.exits();
  expect([code, relay.output]).toEqual([
    1,
    expect.stringMatching(/HOST not\.\.a\.host and PORT \d+ cannot be listened on: getaddrinfo ENOTFOUND/),
  ]);
  expect(relay.output).not.toContain('DATABASE_URL');
});
