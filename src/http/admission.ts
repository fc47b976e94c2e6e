import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Authentication } from '../auth/authentication.js';
import { BodyTooLarge, MethodNotAllowed, RouteNotFound } from '../api/http.errors.js';
import { pathOf } from '../api/path-of.js';
import { ValidationFailed } from '../api/validation.js';
import { WebhookAuthentication } from '../webhooks/webhook-authentication.js';
import { ClosingGate } from './closing-gate.js';
import { LoadShedder } from './load-shedder.js';
import { KeyRateLimit } from './key-rate-limit.js';
import './method-not-allowed.js';
import { OwnSite } from './own-site.js';
import { whenOver } from './when-over.js';

/** How long the rest of a body that is not wanted is read past. */
const LINGER_MS = 2000;

/** Judges a request by its head and by the route that the router found for it, before a byte of its body is waited for. */
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

  /** Lets the request in until it is over, or throws the `DomainError` that it is answered with. */
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
    // What carries a proof of its own is meant for other sites, and other names.
    if (access !== 'proof') {
      this.site.checkHost(headers);
      if (!reads) this.site.checkSite(headers);
    }
    this.authentication.admit(request);
    this.rateLimit.count(request);
    if (config.allowed) throw new MethodNotAllowed(method, pathOf(request), config.allowed);

    const announced = announcedBytes(headers);
    if (announced !== 0) {
      if (reads)
        throw new ValidationFailed([{ pointer: '', detail: `must not be there: ${method} takes no body` }]);
      if (announced > bodyLimit) throw new BodyTooLarge(bodyLimit);
      if (config.rawBody) this.webhooks.verifyHead(headers);
    }
    request.visit = this.shedder.admit(access ?? 'public', request.raw.socket, announced !== 0);
    if (headers.expect !== undefined && request.raw.httpVersion === '1.1') raw.writeContinue();
  }
}

/**
 * Has every request judged as soon as its head is there. A body that is not wanted is read past for a moment, and the
 * connection then cut (nginx' lingering close): who is hung up on while sending never sees the answer.
 */
export function admitRequests(fastify: FastifyInstance, admission: Admission): void {
  // Node would ask for the body by itself, before anybody has judged.
  fastify.server.on('checkContinue', (request, answer) => fastify.server.emit('request', request, answer));
  fastify.addHook('onRequest', (request, reply, done) => {
    try {
      admission.judge(request, reply);
      done();
    } catch (error) {
      // Whoever waits to be asked for the body may send it all the same, or something else.
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

/** How large a body is going to be: NaN where it does not say. */
function announcedBytes({
  'transfer-encoding': encoding,
  'content-length': length,
}: FastifyRequest['headers']): number {
  if (encoding !== undefined) return NaN;
  return length === undefined ? 0 : Number(length);
}
