import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Problem } from './dto/problem.dto.js';

/** The description of an error, and an example. */
const PROBLEMS = {
  400: ['The request is not valid; `errors` lists every mistake.', 'VALIDATION_FAILED', 'must be a UUID'],
  401: [
    'The API key is missing or unknown (only where API_KEYS is set).',
    'UNAUTHORIZED',
    'Send a valid API key.',
  ],
  403: ['The API key has too small a scope.', 'FORBIDDEN', 'The route needs the scope "write".'],
  404: ['It does not exist.', 'EXPORT_NOT_FOUND', 'The export job is unknown.'],
  409: [
    'It exists with other values.',
    'EXPORT_JOB_ALREADY_EXISTS',
    'It is registered with another expiresIn.',
  ],
  413: ['The body is too large.', 'BODY_TOO_LARGE', 'The body may hold 64 KiB at most.'],
  415: [
    'The body is not JSON.',
    'UNSUPPORTED_MEDIA_TYPE',
    'Send the body as "Content-Type: application/json".',
  ],
  422: ['The status does not allow this.', 'INVALID_EXPORT_JOB_STATUS_CHANGE', 'The job is "completed".'],
  429: [
    'The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds.',
    'TOO_MANY_REQUESTS',
    'The key "worker" may send 100 requests per second.',
  ],
  502: [
    'Pleo cannot be reached, or its answer does not show the result of the request.',
    'PLEO_UNREACHABLE',
    'Pleo could not be reached: ECONNREFUSED. Nothing was sent.',
  ],
  503: [
    'The relay cannot answer right now: try again after `Retry-After` seconds.',
    'SERVICE_UNAVAILABLE',
    'The database does not answer.',
  ],
  504: ['Pleo did not answer.', 'PLEO_SILENT', 'Pleo did not answer in time.'],
} as const;
type ProblemStatus = keyof typeof PROBLEMS;

/** Errors that any route may answer. */
const ALWAYS = [401, 403, 429, 503] as const;

/** Documents the answers of a route: by status, what it means, the class of its body, and an example where it helps. */
export function Answers(
  answers: Record<number, [description: string, type: Type, example?: object]>,
): MethodDecorator {
  return applyDecorators(
    ...Object.entries(answers).map(([status, [description, type, example]]) =>
      ApiResponse({ status: Number(status), description, type, ...(example && { example }) }),
    ),
  );
}

/** Documents the errors of a route, beside those that any route may answer. */
Answers.problems = (...statuses: Exclude<ProblemStatus, (typeof ALWAYS)[number]>[]): MethodDecorator =>
  applyDecorators(ApiExtraModels(Problem), ...[...statuses, ...ALWAYS].map(problem));

function problem(status: ProblemStatus): MethodDecorator {
  const [description, type, detail] = PROBLEMS[status];
  const example = {
    type,
    title: description.split(/[;:(.]/, 1)[0]?.trim(),
    status,
    detail,
    message: detail,
    instance: '/v1/export-job-events',
    requestId: '5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11',
    ...(status === 400 && { errors: [{ pointer: '/jobId', detail }] }),
  };
  return ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) }, example } },
  });
}
