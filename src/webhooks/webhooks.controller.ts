import { Controller, Param, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CompanyParam } from '../credentials/dto/company-param.dto.js';
import { Metrics } from '../metrics/metrics.js';
import { RouteNotFound } from '../api/http.errors.js';
import { ValidationFailed } from '../api/validation.js';
import { TakesWebhook } from './takes-webhook.decorator.js';
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
  @TakesWebhook('pleo')
  async takePleoWebhook(@Req() request: FastifyRequest): Promise<void> {
    if (!this.authentication.isOn) throw new RouteNotFound('POST', '/webhooks/pleo');
    await this.counted(this.take(request));
  }

  /**
   * Takes a webhook of the subscription that the relay has made for the company.
   * @remarks It is authenticated by its Standard Webhooks signature with the company's own secret, or one of two while
   * that changes. Jobs of other companies are not registered by it.
   */
  @TakesWebhook('pleo/:companyId')
  async takeCompanyWebhook(
    @Param() { companyId }: CompanyParam,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.counted(this.takeOf(companyId, request));
  }

  /** Authentication comes before parsing the body. */
  private async take({ headers, body }: FastifyRequest): Promise<WebhookResult> {
    const bytes = bytesOf(body);
    const stamp = this.authentication.verify(headers, bytes);
    return this.webhooks.take(stamp, readWebhook(bytes));
  }

  private async takeOf(companyId: string, { headers, body }: FastifyRequest): Promise<WebhookResult> {
    const bytes = bytesOf(body);
    const stamp = await this.authentication.verifyCompany(headers, bytes, companyId);
    return this.webhooks.takeOf(companyId, stamp, readWebhook(bytes));
  }

  private async counted(taking: Promise<WebhookResult>): Promise<void> {
    const result = await taking.catch((error: unknown) => {
      const refusal = refusalOf(error);
      if (refusal) this.metrics.webhooks.inc({ result: refusal });
      throw error;
    });
    this.metrics.webhooks.inc({ result });
  }
}

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function refusalOf(error: unknown): 'not_authentic' | 'invalid' | null {
  if (error instanceof WebhookNotAuthentic) return 'not_authentic';
  return error instanceof ValidationFailed ? 'invalid' : null;
}
