import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiHeader, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Answers } from '../api/answers.decorator.js';
import { Problem } from '../api/dto/problem.dto.js';
import { RawBody } from '../api/raw-body.decorator.js';
import { OpenToAll } from '../auth/scope.decorator.js';
import { PleoWebhook, WrappedPleoWebhook } from './dto/pleo-webhook.dto.js';

/** A route for webhooks of Pleo's: its body is read as it came, and shown to be Pleo's by its headers. */
export function TakesWebhook(path: string): MethodDecorator {
  return applyDecorators(
    Post(path),
    HttpCode(204),
    OpenToAll('proof'),
    RawBody(),
    ApiHeader({ name: 'webhook-id', required: false, description: 'The same for every try of one webhook.' }),
    ApiHeader({ name: 'webhook-timestamp', required: false, description: 'Seconds since 1970.' }),
    ApiHeader({
      name: 'webhook-signature',
      required: false,
      description: '`v1,` and base64, several by spaces.',
    }),
    ApiExtraModels(PleoWebhook, WrappedPleoWebhook),
    ApiBody({
      schema: { anyOf: [{ $ref: getSchemaPath(PleoWebhook) }, { $ref: getSchemaPath(WrappedPleoWebhook) }] },
    }),
    ApiResponse({ status: 204, description: 'The webhook is accepted, or was before.' }),
    ApiResponse({
      status: 401,
      description: 'It is not authentic, or its time is too far from now.',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
    }),
    Answers.problems(400, 404, 413, 415),
  );
}
