import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { ValidationFailed } from '../api/validation.js';

const NAME = 'Lease-Token';

/** The token that the request shows, or null where it shows none. */
export const LeaseToken = createParamDecorator((_: unknown, context: ExecutionContext): string | null =>
  tokenOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The same where there must be one. Throws `ValidationFailed`. */
export const RequiredLeaseToken = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const token = tokenOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (token === null) throw new ValidationFailed([{ pointer: `/${NAME}`, detail: 'must be there' }]);
  return token;
});

/** Documents the header. */
export function ShowsLeaseToken(required = false): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: NAME,
      required,
      description:
        'The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`).',
      schema: { type: 'string', format: 'uuid' },
    }),
  );
}

/** In the place of whatever is no UUID: no lease has it either. */
const OF_NO_LEASE = '00000000-0000-0000-0000-000000000000';

function tokenOf({ headers }: FastifyRequest): string | null {
  const token = headers['lease-token'];
  if (token === undefined) return null;
  return typeof token === 'string' && isUUID(token, 'loose') ? token.toLowerCase() : OF_NO_LEASE;
}
