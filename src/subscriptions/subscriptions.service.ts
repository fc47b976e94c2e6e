import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import type { CompanySubscription } from './dto/company-subscription.dto.js';
import { endpointUrlOf } from './endpoint-url.js';
import {
  SubscriptionNotActive,
  SubscriptionNotFound,
  SubscriptionsNotConfigured,
} from './subscriptions.errors.js';
import { type StoredSubscription, SubscriptionsRepository } from './subscriptions.repository.js';

/** What people see of a company's subscription, and what they do with it. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly repository: SubscriptionsRepository,
    private readonly settings: Settings,
  ) {}

  /** Throws `SubscriptionNotFound`. */
  async get(companyId: string): Promise<CompanySubscription> {
    return this.shown(await this.row(companyId));
  }

  /**
   * Asks for another secret, which a sweep sees to within some seconds. While one is on its way, or was just replaced,
   * it changes nothing. Throws `SubscriptionNotFound`, `SubscriptionNotActive` or `SubscriptionsNotConfigured`.
   */
  async rotate(companyId: string, by: string | null): Promise<CompanySubscription> {
    if (!this.settings.PLEO_WEBHOOK_SUBSCRIBE) throw new SubscriptionsNotConfigured();
    const { secret, status } = await this.row(companyId);
    if (!secret || status === 'removing') throw new SubscriptionNotActive(companyId, status);
    await this.repository.askRotation(companyId, by);
    return this.get(companyId);
  }

  private async row(companyId: string): Promise<StoredSubscription> {
    const row = await this.repository.find(companyId);
    if (!row) throw new SubscriptionNotFound(companyId);
    return row;
  }

  private shown(row: StoredSubscription): CompanySubscription {
    const { companyId, status, reason, subscriptionId, secretSince, previousId, previousUntil } = row;
    const { rotationAskedAt, checkedAt, createdAt } = row;
    const { PUBLIC_URL } = this.settings;
    return {
      companyId,
      status,
      reason,
      endpointUrl: PUBLIC_URL ? endpointUrlOf(PUBLIC_URL, companyId) : null,
      subscriptionId,
      secretSince,
      previousSubscriptionId: previousId,
      previousUntil,
      rotationAskedAt,
      checkedAt,
      createdAt,
    };
  }
}
