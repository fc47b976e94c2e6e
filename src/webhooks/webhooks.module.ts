import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { WebhookAuthentication } from './webhook-authentication.js';
import { WebhookReceiptSweep } from './webhook-receipt.sweep.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Webhooks of Pleo. */
@Module({
  imports: [JobsModule, SubscriptionsModule],
  controllers: [WebhooksController],
  providers: [WebhookAuthentication, WebhooksService, WebhookReceiptSweep],
  exports: [WebhookAuthentication],
})
export class WebhooksModule {}
