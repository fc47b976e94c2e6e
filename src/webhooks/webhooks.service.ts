import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { JobsService } from '../jobs/jobs.service.js';
import { ValidationFailed } from '../api/validation.js';
import { MAX_ID, type WebhookStamp } from './webhook-authentication.js';
import type { WebhookMessage } from './webhook-body.js';
import { WebhookNotAuthentic } from './webhooks.errors.js';
import { TAKE_WEBHOOK } from './webhooks.sql.js';

/**
 * The effect of a webhook: a job was registered, the job was known, the webhook came again, or the type is of no use
 * here.
 */
export type WebhookResult = 'registered' | 'known' | 'repeated' | 'ignored';

/** Takes webhooks, each once over all replicas (idempotent receiver). */
@Injectable()
export class WebhooksService {
  private readonly logger = new Logger(WebhooksService.name);

  constructor(
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly settings: Settings,
  ) {}

  /**
   * Takes an authentic webhook that speaks for one company. A job of which it does not say whose it is is that
   * company's; one of another is not registered, since the owner of one secret might name another company.
   */
  async takeOf(companyId: string, stamp: WebhookStamp, message: WebhookMessage): Promise<WebhookResult> {
    const { created } = message;
    if (!created) return this.take(stamp, message);
    if (created.companyId == null)
      return this.take(stamp, { ...message, created: { ...created, companyId } });
    if (created.companyId === companyId) return this.take(stamp, message);
    this.logger.warn(
      { companyId },
      `A webhook to company ${companyId} is about the job of another one: ignored`,
    );
    return this.take(stamp, { ...message, created: null });
  }

  /**
   * Takes an authentic webhook. Receipt and job are committed together, so a recorded webhook has registered its job,
   * whatever breaks in between. Throws `WebhookNotAuthentic` when its time is out of tolerance, and `ValidationFailed`
   * when it has no id; then nothing is stored.
   */
  async take(stamp: WebhookStamp, { eventId, eventType, created }: WebhookMessage): Promise<WebhookResult> {
    const id = stamp.id ?? (eventId && `event:${eventId}`);
    if (!id) {
      const detail = `must be there, or a webhook-id header of up to ${MAX_ID} visible ASCII characters`;
      throw new ValidationFailed([{ pointer: '/eventId', detail }]);
    }
    const tolerance = this.settings.PLEO_WEBHOOK_TOLERANCE_SECONDS;
    const result = await this.database.transaction(async (run) => {
      const [taken] = await run<{ isTimely: boolean; isNew: boolean }>(TAKE_WEBHOOK, [
        id,
        stamp.sentAt,
        tolerance,
        new Date(),
      ]);
      if (!taken?.isTimely) {
        throw new WebhookNotAuthentic(`its webhook-timestamp is more than ${tolerance} s from now.`);
      }
      if (!taken.isNew) return 'repeated';
      if (!created) return 'ignored';
      return (await this.jobs.announce(created, 'webhook', run)) ? 'registered' : 'known';
    });
    if (result === 'ignored') {
      this.logger.log(
        { eventType: eventType.slice(0, 100) },
        'A webhook of a type that the relay does not use',
      );
    }
    return result;
  }
}
