import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiHeader, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { OpenToAll } from '../auth/scope.decorator.js';
import { Metrics } from '../metrics/metrics.js';
import { Answers } from '../api/answers.decorator.js';
import { Problem } from '../api/dto/problem.dto.js';
import { RouteNotFound } from '../api/http.errors.js';
import { RawBody } from '../api/raw-body.decorator.js';
import { ValidationFailed } from '../api/validation.js';
import { PleoWebhook, WrappedPleoWebhook } from './dto/pleo-webhook.dto.js';
import { WebhookAuthentication } from './webhook-authentication.js';
import { readWebhook } from './webhook-body.js';
import { WebhookNotAuthentic } from './webhooks.errors.js';
import { type WebhookResult, WebhooksService } from './webhooks.service.js';

@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly authentication: WebhookAuthentication,
    private readonly webhooks: WebhooksService,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Takes a webhook of Pleo's: a new export job is registered.
   * @remarks Give this address to Pleo as the endpoint of a subscription. The webhook is authenticated by its Standard
   * Webhooks signature, or by the Basic credentials or the header of the subscription, whichever the relay was given;
   * without any of them the route answers 404. A webhook that comes again is answered 204 and changes nothing.
   */
  @Post('pleo')
  @HttpCode(204)
  @OpenToAll('proof')
  @RawBody()
  @ApiHeader({ name: 'webhook-id', required: false, description: 'The same for every try of one webhook.' })
  @ApiHeader({ name: 'webhook-timestamp', required: false, description: 'Seconds since 1970.' })
  @ApiHeader({
    name: 'webhook-signature',
    required: false,
    description: '`v1,` and base64, several by blanks.',
  })
  @ApiExtraModels(PleoWebhook, WrappedPleoWebhook)
  @ApiBody({
    schema: { anyOf: [{ $ref: getSchemaPath(PleoWebhook) }, { $ref: getSchemaPath(WrappedPleoWebhook) }] },
  })
  @ApiResponse({ status: 204, description: 'The webhook was taken, or had been.' })
  @ApiResponse({
    status: 401,
    description: 'It is not shown to come from Pleo, or its time is too far from now.',
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
  })
  @Answers.problems(400, 404, 413, 415)
  async takePleoWebhook(@Req() request: FastifyRequest): Promise<void> {
    if (!this.authentication.isOn) throw new RouteNotFound('POST', '/webhooks/pleo');
    const result = await this.take(request).catch((error: unknown) => {
      const refusal = refusalOf(error);
      if (refusal) this.metrics.webhooks.inc({ result: refusal });
      throw error;
    });
    this.metrics.webhooks.inc({ result });
  }

  /** Authentication comes before parsing the body. */
  private async take({ headers, body }: FastifyRequest): Promise<WebhookResult> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const stamp = this.authentication.verify(headers, bytes);
    return this.webhooks.take(stamp, readWebhook(bytes));
  }
}

function refusalOf(error: unknown): 'not_authentic' | 'invalid' | null {
  if (error instanceof WebhookNotAuthentic) return 'not_authentic';
  return error instanceof ValidationFailed ? 'invalid' : null;
}
