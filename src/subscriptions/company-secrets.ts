import { Injectable } from '@nestjs/common';
import type { Webhook } from 'standardwebhooks';
import { ServiceUnavailable } from '../api/http.errors.js';
import { parseWebhookSecrets } from '../config/values/webhook-secrets.js';
import { Seals, Unreadable } from '../credentials/seals.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';

/** What the webhooks of a company are verified with. */
@Injectable()
export class CompanySecrets {
  constructor(
    private readonly repository: SubscriptionsRepository,
    private readonly seals: Seals,
  ) {}

  /** Whether any could be kept. */
  get areOn(): boolean {
    return this.seals.isOn;
  }

  /**
   * The secrets that are good now: none, one, or two while it changes. Read by the primary key each time, so all
   * replicas know of a change at once. Throws `ServiceUnavailable` where none can be opened here: another replica may.
   */
  async of(companyId: string): Promise<Webhook[]> {
    const row = await this.repository.find(companyId);
    if (!row?.keyId || !row.secret) return [];
    const sealed = [{ keyId: row.keyId, secret: row.secret }];
    const { previousKeyId, previousSecret } = row;
    if (previousKeyId && previousSecret) sealed.push({ keyId: previousKeyId, secret: previousSecret });
    const opened = sealed.flatMap(({ keyId, secret }) => this.opened(companyId, keyId, secret) ?? []);
    if (opened.length === 0) throw new ServiceUnavailable('The secret of the company cannot be opened here.');
    return opened.flatMap(parseWebhookSecrets);
  }

  private opened(companyId: string, keyId: string, sealed: Buffer): string | null {
    try {
      return this.seals.open({ companyId, field: 'webhook_secret' }, keyId, sealed);
    } catch (error) {
      if (error instanceof Unreadable) return null;
      throw error;
    }
  }
}
