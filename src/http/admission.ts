import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Authentication } from '../auth/authentication.js';
import { BodyTooLarge, MethodNotAllowed, PathNotPassed, RouteNotFound } from '../api/http.errors.js';
import '../api/waits-long.decorator.js';
import { pathOf } from '../api/path-of.js';
import { ValidationFailed } from '../api/validation.js';
import { WebhookAuthentication } from '../webhooks/webhook-authentication.js';
import { announcedBytes } from './announced-bytes.js';
import { ClosingGate } from './closing-gate.js';
import { LoadShedder } from './load-shedder.js';
import { KeyRateLimit } from './key-rate-limit.js';
import './method-not-allowed.js';
import './pleo-paths.js';
import { OwnSite } from './own-site.js';
import { whenOver } from './when-over.js';

/** How long the rest of an unwanted body is drained. */
const LINGER_MS = 2000;

/** Admission control: judges a request by its head and its matched route, before its body is read. */
@Injectable()
export class Admission {
  constructor(
    private readonly gate: ClosingGate,
    private readonly site: OwnSite,
    private readonly authentication: Authentication,
    private readonly rateLimit: KeyRateLimit,
    private readonly webhooks: WebhookAuthentication,
    private readonly shedder: LoadShedder,
  ) {}

  /** Admits the request until it ends, or throws the `DomainError` to answer. */
  judge(request: FastifyRequest, { raw }: FastifyReply): void {
    const { method, headers, is404 } = request;
    const { url, config, bodyLimit } = request.routeOptions;
    this.gate.pass(url);
    whenOver(request.raw, raw, () => {
      this.gate.leave();
      request.visit?.end(request.caller !== undefined);
    });
    if (is404) throw new RouteNotFound(method, pathOf(request));
    const { access } = config;
    const reads = method === 'GET' || method === 'HEAD';
    // Requests that authenticate themselves come from other sites, under other names.
    if (access !== 'proof') {
      this.site.checkHost(headers);
      if (!reads) this.site.checkSite(headers);
    }
    this.authentication.admit(request);
    this.rateLimit.count(request);
    if (config.passed) throw new PathNotPassed(method, pathOf(request), config.passed);
    if (config.allowed) throw new MethodNotAllowed(method, pathOf(request), config.allowed);

    const announced = announcedBytes(headers);
    if (announced !== 0) {
      if (reads)
        throw new ValidationFailed([{ pointer: '', detail: `must not be there: ${method} takes no body` }]);
      if (announced > bodyLimit) throw new BodyTooLarge(bodyLimit);
      const { companyId } = request.params as { companyId?: string };
      if (config.rawBody) this.webhooks.verifyHead(headers, companyId);
    }
    const { socket } = request.raw;
    request.visit = this.shedder.admit(access ?? 'public', socket, announced !== 0, config.waitsLong);
    if (headers.expect !== undefined && request.raw.httpVersion === '1.1') raw.writeContinue();
  }
}

/**
 * Runs admission control as soon as the head of a request is there. After a refusal the body is drained for a moment
 * before the connection is cut (nginx' lingering close): a client that is cut off while sending never sees the answer.
 */
export function admitRequests(fastify: FastifyInstance, admission: Admission): void {
  // Node would answer 100 Continue by itself, before admission control.
  fastify.server.on('checkContinue', (request, answer) => fastify.server.emit('request', request, answer));
  fastify.addHook('onRequest', (request, reply, done) => {
    try {
      admission.judge(request, reply);
      done();
    } catch (error) {
      // A client that waits for 100 Continue may send the body anyway, or something else.
      if (request.headers.expect !== undefined) reply.header('Connection', 'close');
      done(error as Error);
    }
  });
  fastify.addHook('onResponse', ({ raw }, _, done) => {
    if (raw.complete === false) linger(raw);
    done();
  });
}

function linger(request: IncomingMessage): void {
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}
