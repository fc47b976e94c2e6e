import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { PleoClient } from '../pleo/pleo.client.js';
import { pleoConnections } from '../pleo/pleo.module.js';
import { PleoAccessModule } from '../pleo-access/pleo-access.module.js';
import { CompanySecrets } from './company-secrets.js';
import { PleoSubscriptions } from './pleo-subscriptions.js';
import { SubscriptionKeeper } from './subscription-keeper.js';
import { SubscriptionRemoval } from './subscription-removal.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { SubscriptionsMetrics } from './subscriptions.metrics.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { SubscriptionsSweep } from './subscriptions.sweep.js';

/** Connections for these requests, which deliveries do not use. */
const CONNECTIONS = 8;

/** The webhooks of companies are subscribed to at Pleo, and their secrets kept. */
@Module({
  imports: [pleoConnections(() => CONNECTIONS), CredentialsModule, PleoAccessModule],
  controllers: [SubscriptionsController],
  providers: [
    PleoClient,
    PleoSubscriptions,
    SubscriptionsRepository,
    SubscriptionsService,
    SubscriptionKeeper,
    SubscriptionsSweep,
    SubscriptionRemoval,
    SubscriptionsMetrics,
    CompanySecrets,
  ],
  exports: [CompanySecrets],
})
export class SubscriptionsModule {}
