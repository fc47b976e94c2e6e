import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { beforeEach, expect, it, vi } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import type { Database } from '../../src/database/database.js';
import { ArrivingBody } from '../../src/http/arriving-body.js';
import { Connections } from '../../src/http/connections.js';
import { LoadShedder } from '../../src/http/load-shedder.js';
import type { EventLoop } from '../../src/http/event-loop.js';
import type { Visit } from '../../src/http/visit.js';
import { BodyTooLarge, RequestTimeout, ServiceUnavailable } from '../../src/api/http.errors.js';

const KIB = 1024;
const MIB = 1024 * KIB;

let shedder: LoadShedder;
const database = { waiting: 0 };
const loop = { isLate: false };
beforeEach(() => {
  database.waiting = 0;
  loop.isLate = false;
  shedder = new LoadShedder(
    database as Database,
    loop as EventLoop,
    new Connections(),
    loadSettings({ DATABASE_POOL_SIZE: '4' }),
  );
});

type Access = Parameters<LoadShedder['admit']>[0];

/** Sends a request without a body. Returns what ends it. */
function enter(access: Access = 'write'): () => void {
  const visit = shedder.admit(access, new EventEmitter() as Socket, false);
  return () => visit?.end(true);
}

interface Sent {
  readonly visit: Visit;
  readonly stream: PassThrough;
  /** What became of it: how many bytes are there, or what it was refused with. */
  outcome?: number | Error;
}

/** Sends a request with a body, of which `bytes` arrive, in as many pieces. */
function send(bytes: number, access: Access = 'write', { pieces = 1, limit = MIB } = {}): Sent {
  const visit = shedder.admit(access, new EventEmitter() as Socket, true) as Visit;
  const sent: Sent = { visit, stream: new PassThrough({ highWaterMark: 2 * MIB }) };
  new ArrivingBody(sent.stream, visit, limit, (error, body) => {
    try {
      if (error) throw error;
      visit.enter();
      sent.outcome = body.length;
    } catch (refusal) {
      sent.outcome = refusal as Error;
    }
  });
  for (let piece = 0; piece < pieces; piece++) sent.stream.emit('data', Buffer.alloc(bytes / pieces));
  return sent;
}

/** Its body is whole. */
function finish(sent: Sent): Sent {
  sent.stream.emit('end');
  return sent;
}

it('has room for 2000 requests, and again for as many as were answered', () => {
  const ends = Array.from({ length: 2000 }, () => enter());
  expect(() => enter()).toThrow(ServiceUnavailable);
  expect(() => enter('probe')).not.toThrow();
  for (const end of ends.slice(0, 3)) end();
  for (let n = 0; n < 3; n++) enter();
  expect(() => enter()).toThrow(ServiceUnavailable);
});

it('has room for 64 MiB of bodies that are whole, and again when one was answered', () => {
  const all = Array.from({ length: 64 }, () => finish(send(MIB)));
  expect(all.map(({ outcome }) => outcome)).toEqual(Array(64).fill(MIB));
  expect(() => send(1)).toThrow(ServiceUnavailable);
  expect(() => enter()).not.toThrow();
  all[0]?.visit.end(true);
  expect(finish(send(MIB)).outcome).toBe(MIB);
});

it('counts of a body what has come of it, not what it announces', () => {
  for (let n = 0; n < 5000; n++) send(KIB);
  expect(finish(send(MIB)).outcome).toBe(MIB);
});

it('ends the oldest bodies that are not whole where others need their room', () => {
  const slow = Array.from({ length: 64 }, () => send(MIB - 1));
  expect(slow[0]?.outcome).toBeUndefined();
  const first = finish(send(MIB));
  expect(first.outcome).toBe(MIB);
  expect(slow[0]?.outcome).toBeInstanceOf(ServiceUnavailable);
  expect(slow[1]?.outcome).toBeUndefined();
});

it('keeps what strangers take apart from what callers with a key have, and the other way round', () => {
  for (let n = 0; n < 500; n++) send(64 * KIB - 1, 'proof', { limit: 64 * KIB });
  for (let n = 0; n < 100; n++) enter('proof');
  expect(() => enter('proof')).toThrow(ServiceUnavailable);
  for (let n = 0; n < 250; n++) enter('public');
  expect(() => enter('public')).toThrow(ServiceUnavailable);
  const all = Array.from({ length: 64 }, () => finish(send(MIB)));
  expect(all.map(({ outcome }) => outcome)).toEqual(Array(64).fill(MIB));
});

it('takes a webhook of a moment while strangers hold as much as they may', () => {
  for (let n = 0; n < 2000; n++) send(64 * KIB - 1, 'proof', { limit: 64 * KIB });
  expect(finish(send(1000, 'proof')).outcome).toBe(1000);
});

it('takes for a body that comes byte by byte no more than twice its bytes', () => {
  const { visit } = send(60_000, 'write', { pieces: 60_000 });
  expect(visit.room.bytes).toBeLessThan(120_000);
});

it('ends a body that is too large at once, and gives its room back', () => {
  const { outcome, visit } = send(64 * KIB + 1, 'write', { limit: 64 * KIB });
  expect(outcome).toBeInstanceOf(BodyTooLarge);
  expect(visit.room.bytes).toBe(0);
});

it('ends a body that stands still for 5 s, and one that goes on at less than 8 KiB a second', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const [still, slow, quick] = [send(MIB - 1), send(10), send(10)];
  for (let seconds = 0; seconds < 12; seconds += 4) {
    vi.advanceTimersByTime(4000);
    shedder.cutOff();
    if (seconds === 0) expect(still.outcome).toBeUndefined();
    slow.stream.emit('data', Buffer.alloc(1000));
    quick.stream.emit('data', Buffer.alloc(40_000));
  }
  shedder.cutOff();
  vi.useRealTimers();
  expect(still.outcome).toBeInstanceOf(RequestTimeout);
  expect(slow.outcome).toBeInstanceOf(RequestTimeout);
  expect(quick.outcome).toBeUndefined();
  expect(still.visit.room.bytes).toBeLessThan(200_000);
});

it('forgets a body whose caller hangs up', () => {
  const { stream, visit } = send(1000);
  stream.emit('error', new Error('aborted'));
  expect([visit.room.bytes, visit.room.arriving.size]).toEqual([0, 0]);
});

it('has no room while 50 requests wait for each connection to the database', () => {
  database.waiting = 199;
  enter();
  database.waiting = 200;
  expect(() => enter()).toThrow(ServiceUnavailable);
  expect(() => enter('probe')).not.toThrow();
  expect(() => enter('public')).not.toThrow();
});

it('has no room while the event loop is late', () => {
  loop.isLate = true;
  expect(() => enter()).toThrow(ServiceUnavailable);
  expect(() => enter('public')).toThrow(ServiceUnavailable);
  expect(() => enter('probe')).not.toThrow();
});

it('leaves a request whose body is whole inside until it is answered', () => {
  const sent = finish(send(10));
  expect(sent.visit.room.inside).toBe(1);
  sent.visit.end(true);
  sent.visit.end(true);
  expect([sent.visit.room.inside, sent.visit.room.bytes]).toEqual([0, 0]);
});
