import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseUnavailable, isTextRefused } from '../database/database-errors.js';
import { requestOf } from './request-log.js';
import { DomainError } from '../api/domain-error.js';
import {
  BodyTooLarge,
  InternalError,
  PathNotPassed,
  RouteNotFound,
  ServiceUnavailable,
  UnsupportedMediaType,
} from '../api/http.errors.js';
import { pathOf } from '../api/path-of.js';
import { problemOf } from '../api/problem-details.js';
import { PROBLEMS } from '../api/problem-types.js';
import { ValidationFailed } from '../api/validation.js';

/** File errors for impossible names: too long, or with NUL in it. Others are 403. */
const NO_FILE_NAME: ReadonlySet<string> = new Set(['ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

/**
 * Turns every error of a request into one RFC 9457 answer, but for paths of Pleo's that are not here: those get an
 * error of Pleo's form. An unexpected one becomes a bare 500, with the cause in the log.
 */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(cause: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = this.toDomainError(cause, request);
    if (error instanceof PathNotPassed) {
      reply.status(PROBLEMS[error.type][0]).send({ type: error.type, message: error.message });
      return;
    }
    const problem = problemOf(error, { instance: pathOf(request), requestId: String(request.id) });
    reply
      .status(problem.status)
      .headers(error.headers)
      .header('Content-Type', 'application/problem+json; charset=utf-8')
      .send(problem);
  }

  private toDomainError(cause: unknown, request: FastifyRequest): DomainError {
    if (cause instanceof DomainError) return cause;
    if (request.raw.destroyed && !request.raw.complete) {
      // The caller disconnected in the middle of its body, and will not read this.
      return new ValidationFailed([{ pointer: '', detail: 'was broken off' }]);
    }
    if (isDatabaseUnavailable(cause)) {
      // Not a warning: the loops, which meet the same outage, log one.
      this.logger.log(requestOf(request), `The database did not answer: ${(cause as Error).message}`);
      return new ServiceUnavailable('The database does not answer.');
    }
    if (isTextRefused(cause))
      return new ValidationFailed([
        { pointer: '', detail: 'holds a character that the database cannot store' },
      ]);
    const { statusCode, code, message } = cause as { statusCode?: number; code?: string; message?: string };
    const status = cause instanceof HttpException ? cause.getStatus() : statusCode;
    const isPage = request.routeOptions.url?.endsWith('*') ?? false;
    if (isPage && (status === 403 || NO_FILE_NAME.has(code ?? '')))
      return new RouteNotFound(request.method, pathOf(request));
    switch (status) {
      case 404:
        return new RouteNotFound(request.method, pathOf(request));
      case 413:
        return new BodyTooLarge(request.routeOptions.bodyLimit);
      case 415:
        return new UnsupportedMediaType(request.headers['content-type']);
      case 400:
      case 414:
        return new ValidationFailed([{ pointer: '', detail: message ?? `refused (${code ?? status})` }]);
      case 503:
        return new ServiceUnavailable('The relay is busy or shutting down.');
      default:
        this.logger.error({ ...requestOf(request), err: cause }, 'Unexpected error');
        return new InternalError();
    }
  }
}
