import { SubscriptionsSweep } from '../../src/subscriptions/subscriptions.sweep.js';
import { eventually } from '../support/eventually.js';
import { aConnectedCompany, type Replicas, startReplicas } from '../support/replicas.js';
import type { Subscription } from '../../sandbox/subscriptions.js';

export const PUBLIC_URL = 'http://127.0.0.1:9';

/** What Pleo, people and the table say of the subscriptions of companies. */
export class Subscribed {
  private constructor(readonly all: Replicas) {}

  /** Replicas that subscribe by themselves. */
  static async start(count: number, env: Record<string, string> = {}): Promise<Subscribed> {
    return new Subscribed(await startReplicas(count, { PLEO_WEBHOOK_SUBSCRIBE: 'true', ...env }));
  }

  /** A company that was just connected, with nothing subscribed to yet. */
  async connect(): Promise<string> {
    const { companyId } = await aConnectedCompany(this.all, this.all.replicas[0]!);
    return companyId;
  }

  /** One whose subscription is active. */
  async subscribe(): Promise<string> {
    const companyId = await this.connect();
    await this.untilStatus(companyId, 'active');
    return companyId;
  }

  /** All replicas look. */
  async sweep(): Promise<void> {
    await Promise.all(
      this.all.replicas.map(({ app }) => app.get(SubscriptionsSweep, { strict: false }).runOnce()),
    );
  }

  /** Everything is due, also what somebody who died has claimed. */
  async makeDue(): Promise<void> {
    await this.all.database.query(
      'UPDATE webhook_subscription SET due_at = now(), claim = NULL, taken_until = NULL',
    );
  }

  /** Looks once more, whatever was put off. */
  async lookAgain(): Promise<void> {
    await this.makeDue();
    await this.sweep();
  }

  async untilStatus(companyId: string, status: string): Promise<void> {
    await eventually(async () => {
      await this.sweep();
      return (await this.shown(companyId)).status === status;
    });
  }

  async shown(companyId: string): Promise<Record<string, unknown>> {
    const { body } = await this.all.replicas[0]!.http.get(pathOf(companyId));
    return body as Record<string, unknown>;
  }

  atPleo(companyId: string): Subscription[] {
    return this.all.sandbox.subscriptions.of(ownerOf(companyId));
  }

  /** Requests at a route of subscriptions. */
  asked(method: string, route = 'subscriptions'): number {
    return this.all.sandbox.requests.filter((one) => one.method === method && one.route === route).length;
  }

  async acts(companyId: string): Promise<{ action: string; by: string | null; reason: string | null }[]> {
    return this.all.database.query(
      `SELECT action, by, reason FROM credential_audit
       WHERE company_id = $1 AND type IS NULL ORDER BY at, action`,
      [companyId],
    );
  }

  async clear(): Promise<void> {
    await this.all.database.query('DELETE FROM company_credential');
    await this.all.database.query('DELETE FROM webhook_subscription');
    this.all.sandbox.reset();
  }
}

export const pathOf = (companyId: string) => `/v1/companies/${companyId}/subscription`;
export const ownerOf = (companyId: string) => `urn:pleo:company:${companyId}`;
export const addressOf = (companyId: string) => `${PUBLIC_URL}/webhooks/pleo/${companyId}`;
