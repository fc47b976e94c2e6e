import { applyDecorators, type CanActivate, type ExecutionContext, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { check, ValidationFailed } from './validation.js';

/** What may be said where nothing is asked. */
class Nothing {}

/** Refuses a body that says something. */
class SaysNothing implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { body } = context.switchToHttp().getRequest<FastifyRequest>();
    const given = check(Nothing, body ?? {});
    if (given instanceof ValidationFailed) throw given;
    return true;
  }
}

/** The route needs no body; `{}` is none. Any property is a mistake, since it would change nothing: 400. */
export function TakesNoBody(): MethodDecorator {
  return applyDecorators(UseGuards(SaysNothing));
}
