import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Agent } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { TimeLimit } from '../../src/outgoing/time-limit.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('ends requests that nobody answers, though nobody but they know of it and garbage is collected', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const agent = new Agent({ connections: 8 });
  onTestFinished(async () => {
    await agent.destroy();
    silent.closeAllConnections();
    silent.close();
  });
  const origin = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const end = new AbortController();
  const requests = Array.from({ length: 8 }, () =>
    agent.request({ origin, path: '/', method: 'GET', signal: new TimeLimit(200, end.signal).signal }),
  );
  const ended = Promise.allSettled(requests);
  // What a WeakRef was asked for lives until the end of a turn.
  await once(silent, 'request');
  collect();
  expect((await ended).map(({ status }) => status)).toEqual(Array(8).fill('rejected'));
});

it('ends with the other signal, and not after it was cleared', () => {
  const end = new AbortController();
  const [limit, cleared] = [new TimeLimit(60_000, end.signal), new TimeLimit(60_000, end.signal)];
  cleared.clear();
  end.abort();
  expect([limit.signal.aborted, cleared.signal.aborted]).toEqual([true, false]);
  expect(new TimeLimit(60_000, end.signal).signal.aborted).toBe(true);
  limit.clear();
});
