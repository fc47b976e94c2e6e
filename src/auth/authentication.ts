import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller, Scope } from '../config/values/api-keys.js';
import { Forbidden, Unauthorized } from './auth.errors.js';
import { KeyRing } from './key-ring.js';
import { ProxyUsers } from './proxy-users.js';
import './scope.decorator.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; unset where no keys are configured, and on routes that are open to all. */
    caller?: Caller;
  }
}

const RANK: Readonly<Record<Scope, number>> = { read: 0, write: 1, admin: 2 };

/** Authenticates the caller and checks the scope before the body is read: an anonymous caller must cost little. */
@Injectable()
export class Authentication {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly users: ProxyUsers,
  ) {}

  /** Whether callers need a key. Without configured keys they do not: the settings allow that on loopback only. */
  get isOn(): boolean {
    return this.keyRing.keys !== null;
  }

  /**
   * Sets the caller on the request, where the route asks for a key. Throws `Unauthorized` without a known key,
   * `UserNotNamed` where a proxy names nobody, and `Forbidden` where its scope does not reach. A route without a
   * declared scope is a mistake of ours and stays shut.
   */
  admit(request: FastifyRequest): void {
    const { access, url } = request.routeOptions.config;
    if (access === undefined) throw new Error(`${request.method} ${url} declares no scope`);
    if (access === 'probe' || access === 'public' || access === 'proof') return;
    const { keys } = this.keyRing;
    if (!keys) return;
    const key = keyOf(request.headers.authorization);
    const caller = key === null ? null : keys.find(key);
    if (!caller) throw new Unauthorized();
    request.caller = caller;
    request.caller = this.users.callerOf(caller, request.headers);
    if (RANK[caller.scope] < RANK[access]) throw new Forbidden(caller.name, access);
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
