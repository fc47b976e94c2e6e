import { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { beforeEach, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import type { Database } from '../../src/database/database.js';
import { Crowd } from '../../src/http/crowd.js';
import type { EventLoop } from '../../src/http/event-loop.js';
import { ServiceUnavailable } from '../../src/shared/http.errors.js';

const MIB = 1024 * 1024;

let crowd: Crowd;
const database = { waiting: 0 };
const loop = { isLate: false };
beforeEach(() => {
  database.waiting = 0;
  loop.isLate = false;
  crowd = new Crowd(database as Database, loop as EventLoop, loadSettings({ DATABASE_POOL_SIZE: '4' }));
});

/** Sends a request of a route that takes a MiB. Returns what ends it. */
function enter(headers: Record<string, string> = {}, url = '/v1/export-jobs'): () => void {
  const raw = new EventEmitter();
  const request = { url, headers, routeOptions: { bodyLimit: MIB } };
  crowd.enter(request as unknown as FastifyRequest, { raw } as unknown as FastifyReply);
  return () => raw.emit('close');
}

it('has room for 2000 requests, and again for as many as were answered', () => {
  const ends = Array.from({ length: 2000 }, () => enter());
  expect(() => enter()).toThrow(ServiceUnavailable);
  expect(() => enter({}, '/health/ready')).not.toThrow();
  for (const end of ends.slice(0, 3)) end();
  for (let n = 0; n < 3; n++) enter();
  expect(() => enter()).toThrow(ServiceUnavailable);
});

it('has room for 64 MiB of bodies, and takes one of unknown size for as large as the route allows', () => {
  const ends = Array.from({ length: 63 }, () => enter({ 'content-length': String(MIB) }));
  enter({ 'content-length': '1000' });
  expect(() => enter({ 'transfer-encoding': 'chunked' })).toThrow(ServiceUnavailable);
  expect(() => enter({ 'content-length': String(MIB) })).toThrow(ServiceUnavailable);
  expect(() => enter()).not.toThrow();
  ends[0]?.();
  enter({ 'transfer-encoding': 'chunked' });
  expect(() => enter({ 'content-length': String(MIB) })).toThrow(ServiceUnavailable);
});

it('counts of a body that is too large no more than what is read of it', () => {
  for (let n = 0; n < 64; n++) enter({ 'content-length': String(900 * MIB) });
  expect(() => enter({ 'content-length': '1' })).toThrow(ServiceUnavailable);
});

it('has no room while 50 requests wait for each connection to the database', () => {
  database.waiting = 199;
  enter();
  database.waiting = 200;
  expect(() => enter()).toThrow(ServiceUnavailable);
  expect(() => enter({}, '/health/live')).not.toThrow();
});

it('has no room while the event loop is late', () => {
  loop.isLate = true;
  expect(() => enter()).toThrow(ServiceUnavailable);
  expect(() => enter({}, '/health/live')).not.toThrow();
});
