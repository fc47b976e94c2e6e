import { applyDecorators } from '@nestjs/common';
import { ApiBasicAuth, ApiBearerAuth } from '@nestjs/swagger';
import { routeConfig } from '../api/route-config.js';
import type { Scope } from '../config/values/api-keys.js';

/**
 * Why a route answers without a key. `probe`: orchestrators ask, and must be answered when others are not. `public`: it
 * tells everybody the same. `proof`: its caller shows by other means than a key who it is.
 */
export type OpenRoute = 'probe' | 'public' | 'proof';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a key needs here, or why none is needed. A route that does not say stays shut. */
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
