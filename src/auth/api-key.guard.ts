import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import { type Caller, parseApiKeys, type Scope, SCOPES } from './api-keys.js';
import { Forbidden, Unauthorized } from './auth.errors.js';
import { SCOPE } from './scope.decorator.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; unset where no keys are configured, and on routes that are open to all. */
    caller?: Caller;
  }
}

/**
 * Lets a request through when its key has the scope of the route. Without `API_KEYS` every request passes: the
 * settings allow that on loopback only. A route without a scope is a mistake of ours and stays shut.
 */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly keys;

  constructor(
    private readonly reflector: Reflector,
    settings: Settings,
  ) {
    this.keys = settings.API_KEYS ? parseApiKeys(settings.API_KEYS) : null;
  }

  canActivate(context: ExecutionContext): boolean {
    const scope = this.reflector.getAllAndOverride<Scope | null | undefined>(SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (scope === undefined) throw new Error(`${context.getClass().name} has a route without a scope`);
    if (scope === null || !this.keys) return true;

    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = keyOf(request.headers.authorization);
    const caller = key === null ? null : this.keys.find(key);
    if (!caller) throw new Unauthorized();
    if (SCOPES.indexOf(caller.scope) < SCOPES.indexOf(scope)) throw new Forbidden(caller.name, scope);
    request.caller = caller;
    return true;
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
