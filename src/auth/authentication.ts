import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './api-keys.js';
import { KeyRing } from './key-ring.js';
import { Unauthorized } from './auth.errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; unset where no keys are configured, and on routes that are open to all. */
    caller?: Caller;
  }
}

/** The API: what lies outside, probes and documentation, answers without a key. */
const API = /^\/v1(\/|\?|$)/;

/** Finds out who calls before anything of the body is read: a stranger must not make the relay work. */
@Injectable()
export class Authentication {
  constructor(private readonly keyRing: KeyRing) {}

  /** Whether callers need a key at all. Without any configured none does: the settings allow that on loopback only. */
  get isOn(): boolean {
    return this.keyRing.keys !== null;
  }

  /** Notes the caller on the request. Throws `Unauthorized` when the API is called without a known key. */
  identify(request: FastifyRequest): void {
    const { keys } = this.keyRing;
    if (!keys || !API.test(request.url)) return;
    const key = keyOf(request.headers.authorization);
    const caller = key === null ? null : keys.find(key);
    if (!caller) throw new Unauthorized();
    request.caller = caller;
  }
}

/** Pleo's own two ways: a bearer token, or Basic with the key as user name. */
function keyOf(authorization: string | undefined): string | null {
  const [scheme = '', credentials = '', ...rest] = authorization?.trim().split(/\s+/) ?? [];
  if (rest.length > 0) return null;
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return credentials || null;
    case 'basic':
      return Buffer.from(credentials, 'base64').toString('utf8').replace(/:$/, '') || null;
    default:
      return null;
  }
}
