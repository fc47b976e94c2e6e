import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type Scope, SCOPES } from './api-keys.js';
import { Forbidden, Unauthorized } from './auth.errors.js';
import { Authentication } from './authentication.js';
import { SCOPE } from './scope.decorator.js';

/** Lets a caller through whose scope reaches the route. A route without a scope is a mistake of ours and stays shut. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: Authentication,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const scope = this.reflector.getAllAndOverride<Scope | null | undefined>(SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (scope === undefined) throw new Error(`${context.getClass().name} has a route without a scope`);
    if (scope === null || !this.authentication.isOn) return true;

    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!caller) throw new Unauthorized();
    if (SCOPES.indexOf(caller.scope) < SCOPES.indexOf(scope)) throw new Forbidden(caller.name, scope);
    return true;
  }
}
