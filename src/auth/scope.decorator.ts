import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBasicAuth, ApiBearerAuth } from '@nestjs/swagger';
import type { Scope } from './api-keys.js';

/** Metadata key of the scope that a route asks for, or `null` for one that is open to all. */
export const SCOPE = 'scope';

/** The route is for callers whose key has at least this scope. Every route carries this or `@OpenToAll()`. */
export function RequiresScope(scope: Scope): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(SCOPE, scope), ApiBearerAuth(), ApiBasicAuth());
}

/** The route answers without a key: health probes. */
export function OpenToAll(): MethodDecorator & ClassDecorator {
  return SetMetadata(SCOPE, null);
}
