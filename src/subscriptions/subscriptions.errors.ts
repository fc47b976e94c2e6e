import { DomainError } from '../api/domain-error.js';

/** Nobody has looked after the webhooks of the company so far. */
export class SubscriptionNotFound extends DomainError {
  readonly type = 'SUBSCRIPTION_NOT_FOUND';

  constructor(readonly companyId: string) {
    super(
      `The company ${companyId} has no subscription: it gets one within some seconds where PLEO_WEBHOOK_SUBSCRIBE is true, and it has a credential of its own that can be used.`,
    );
  }
}

/** There is no secret that could be replaced. */
export class SubscriptionNotActive extends DomainError {
  readonly type = 'SUBSCRIPTION_NOT_ACTIVE';

  constructor(
    readonly companyId: string,
    readonly status: string,
  ) {
    super(`The subscription of company ${companyId} is ${status}: there is no secret to replace.`);
  }
}

/** PLEO_WEBHOOK_SUBSCRIBE is not set: the relay does not subscribe. */
export class SubscriptionsNotConfigured extends DomainError {
  readonly type = 'SUBSCRIPTIONS_NOT_CONFIGURED';

  constructor() {
    super('Set PLEO_WEBHOOK_SUBSCRIBE=true, PUBLIC_URL and CREDENTIALS_KEY on every replica first.');
  }
}
