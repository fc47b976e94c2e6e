import { applyDecorators } from '@nestjs/common';
import { ApiBasicAuth, ApiBearerAuth } from '@nestjs/swagger';
import { routeConfig } from '../api/route-config.js';
import type { Scope } from '../config/values/api-keys.js';

/**
 * Why a route answers without a key. `probe`: orchestrators ask, and are answered even under load. `public`: the answer
 * is the same for all. `proof`: the request authenticates itself by other means than a key.
 */
export type OpenRoute = 'probe' | 'public' | 'proof';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a key needs here, or the reason why none is needed. A route without either stays shut. */
    access?: Scope | OpenRoute | undefined;
  }
}

/** The route is for callers whose key has at least this scope. Every route carries this or `@OpenToAll()`. */
export function RequiresScope(scope: Scope): MethodDecorator {
  return applyDecorators(routeConfig({ access: scope }), ApiBearerAuth(), ApiBasicAuth());
}

/** The route answers without a key. */
export function OpenToAll(why: OpenRoute): MethodDecorator {
  return routeConfig({ access: why });
}
