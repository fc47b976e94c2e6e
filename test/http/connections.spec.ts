import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Connections } from '../../src/http/connections.js';
import { type Guest, leave, openMany } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';

const ASK = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const WORK = 'GET /work HTTP/1.1\r\nHost: x\r\n\r\n';
const KEY = 'GET /key HTTP/1.1\r\nHost: x\r\n\r\n';

let server: Server;
let url: string;
let working = 0;
const guests: Guest[] = [];
beforeEach(async () => {
  const connections = new Connections();
  server = createServer((request, answer) => {
    const { url: path, socket } = request;
    connections.isBusy(socket);
    if (path === '/work') return void working++;
    answer.once('close', () => connections.isIdle(socket, path === '/key'));
    answer.end('ok');
  });
  connections.watch(server, 10);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  leave(guests.splice(0));
  server.closeAllConnections();
  server.close();
});

async function open(count: number, text: string): Promise<Guest[]> {
  const working0 = working;
  const opened = await openMany(url, count, text);
  guests.push(...opened);
  if (text === WORK) await eventually(() => working === working0 + count);
  else if (text.endsWith('\r\n\r\n')) await eventually(() => opened.every((guest) => guest.text !== ''));
  return opened;
}

/** Closed by the server. */
const closed = (all: readonly Guest[]) =>
  all.filter(({ socket }) => socket.readableEnded || socket.destroyed);

it('beyond the most that are kept the one that was idle for longest is closed, and the new one served', async () => {
  const [first] = await open(1, ASK);
  const others = await open(9, ASK);
  await open(1, ASK);
  await eventually(() => closed(guests).length === 1);
  expect(closed(guests)).toEqual([first]);
  others[0]?.socket.write(ASK);
  await eventually(() => (others[0]?.text.match(/ok$/gm) ?? []).length > 0);
});

it('those that are worked for stay, and so do those that came with a key while there are others', async () => {
  const working = await open(3, WORK);
  const known = await open(3, KEY);
  const halves = await open(4, 'GET / HTTP/1.1\r\n');
  await open(4, ASK);
  await eventually(() => closed(guests).length === 4);
  expect(closed([...working, ...known])).toEqual([]);
  expect(closed(halves)).toHaveLength(4);
});

it('where all others are worked for, one with a key makes way', async () => {
  await open(9, WORK);
  const known = await open(1, KEY);
  await open(1, WORK);
  await eventually(() => closed(guests).length === 1);
  expect(closed(known)).toHaveLength(1);
});
