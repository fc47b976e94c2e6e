import { Webhook } from 'standardwebhooks';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { eventually } from '../support/eventually.js';
import type { Draw } from './draw.js';
import { pace } from './pace.js';
import type { RelayCaller, Request } from './relay-caller.js';
import type { RestartablePostgres } from './restartable-postgres.js';

/** How long every company may take to be connected when nothing goes wrong any more. */
const CALM_MS = 60_000;

const EVERY_MS = 250;

/** No answer, and "again". */
const NO_ANSWER = [0, 503];

/** Companies, each with a key that Pleo knows as theirs. */
export const COMPANIES = Array.from({ length: 5 }, (_, place) => ({
  id: `00000000-0000-4000-8000-00000000000${place}`,
  apiKey: `key-of-company-${place}`,
}));

type Company = (typeof COMPANIES)[number];

interface Kept {
  readonly id: string;
  readonly status: string;
  readonly subscriptionId: string | null;
  readonly previousId: string | null;
  readonly verification: string | null;
}

/** People who connect companies, rotate secrets, disconnect, and take subscriptions away at Pleo by hand. */
export class CompanyWorkload {
  /** Acts, by what they were. */
  readonly acts = new Map<string, number>();
  private readonly stopping = new AbortController();
  private readonly all: Promise<void>;

  constructor(
    private readonly draw: Draw,
    private readonly relay: RelayCaller,
    private readonly sandbox: Sandbox,
    private readonly postgres: RestartablePostgres,
  ) {
    this.all = this.work();
  }

  /** Resolves when no act is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.all;
  }

  /** Connects all, disconnects the last, waits until that is so at Pleo, and gives what is not, as sentences. */
  async violations(urls: readonly string[]): Promise<string[]> {
    for (const company of COMPANIES) await this.until(() => this.connect(company), [200]);
    const gone = COMPANIES.at(-1) as Company;
    await this.until(() => this.disconnect(gone), [200, 404]);
    const connected = COMPANIES.filter((company) => company !== gone);
    const wrong = async () => {
      await this.hurry();
      const kept = await this.kept();
      return [
        ...connected.flatMap((company) => this.wrongWith(company, kept.get(company.id))),
        ...this.leftOf(gone, kept.get(gone.id)),
      ];
    };
    await eventually(async () => (await wrong()).length === 0, CALM_MS).catch(() => undefined);
    const found = await wrong();
    return found.length > 0 ? found : this.unheard(connected, urls);
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const company = this.draw.one(COMPANIES);
      const kind = this.draw.whole(1, 10);
      if (kind <= 2) await this.act('connected', this.connect(company), [200, 0, 503]);
      else if (kind <= 4) await this.consent(company);
      else if (kind <= 6) await this.act('disconnected', this.disconnect(company), [200, 404, 0, 503]);
      else if (kind <= 8) await this.act('rotated', this.rotate(company), [200, 404, 409, 0, 503]);
      else this.takeAway(company);
      await pace(EVERY_MS, signal);
    }
  }

  private connect({ id, apiKey }: Company): Request {
    return { method: 'PUT', path: `/v1/companies/${id}/credential`, body: { type: 'api_key', apiKey } };
  }

  /** A person of the company opens the link that somebody has made, and says yes. */
  private async consent({ id }: Company): Promise<void> {
    const path = `/v1/companies/${id}/credential/consent`;
    const { status, text } = await this.relay.ask({ path });
    if (status !== 200) {
      if (!NO_ANSWER.includes(status)) this.relay.faults.push(`${path} was answered ${status}: ${text}`);
      return;
    }
    const { authorizeUrl } = JSON.parse(text) as { authorizeUrl: string };
    const answer = await fetch(`${authorizeUrl}&answer=give&company=${id}`, { redirect: 'manual' }).catch(
      () => null,
    );
    const back = answer?.headers.get('location');
    if (!back) return;
    const url = new URL(back);
    // Whatever Pleo's token endpoint does, the page says so; a link is good once.
    await this.act('consented', { method: 'GET', path: url.pathname + url.search }, [
      200,
      400,
      502,
      ...NO_ANSWER,
    ]);
  }

  private disconnect({ id }: Company): Request {
    return { method: 'DELETE', path: `/v1/companies/${id}/credential` };
  }

  private rotate({ id }: Company): Request {
    return { path: `/v1/companies/${id}/subscription/rotate` };
  }

  /** By hand, at Pleo. */
  private takeAway({ id }: Company): void {
    const theirs = this.sandbox.subscriptions.of(urnOf(id));
    if (theirs.length === 0) return;
    this.sandbox.subscriptions.remove(urnOf(id), this.draw.one(theirs).id);
    this.count('taken away');
  }

  private async act(name: string, request: Request, expected: readonly number[]): Promise<number> {
    const { status, text } = await this.relay.ask(request);
    if (!expected.includes(status))
      this.relay.faults.push(`${request.method ?? 'POST'} ${request.path} was answered ${status}: ${text}`);
    if (status >= 200 && status < 300) this.count(name);
    return status;
  }

  private async until(request: () => Request, wanted: readonly number[]): Promise<void> {
    await eventually(async () => wanted.includes((await this.relay.ask(request())).status), CALM_MS);
  }

  private count(name: string): void {
    this.acts.set(name, (this.acts.get(name) ?? 0) + 1);
  }

  private async kept(): Promise<Map<string, Kept>> {
    const rows = await this.postgres.query<Kept>(
      `SELECT company_id AS id, subscription.status, subscription_id AS "subscriptionId", previous_id AS "previousId",
              verification
       FROM webhook_subscription AS subscription
       LEFT JOIN company_credential USING (company_id)`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** What waits for its next try is due now. */
  private async hurry(): Promise<void> {
    await this.postgres.query(
      'UPDATE webhook_subscription SET due_at = now() WHERE due_at > now() AND claim IS NULL',
    );
    await this.postgres.query(
      'UPDATE company_credential SET check_due_at = now() WHERE check_due_at > now()',
    );
    await this.postgres.query('UPDATE delivery_circuit SET paused_until = now() WHERE paused_until > now()');
  }

  /** One subscription at Pleo, and the one before while its secret is good, and no other one. */
  private wrongWith({ id }: Company, kept: Kept | undefined): string[] {
    const atPleo = this.sandbox.subscriptions.of(urnOf(id)).map((one) => one.id);
    const ours = [kept?.subscriptionId, kept?.previousId].filter((one) => typeof one === 'string');
    const isRight =
      kept?.status === 'active' &&
      kept.verification === 'verified' &&
      atPleo.includes(kept.subscriptionId ?? '') &&
      atPleo.every((one) => ours.includes(one));
    return isRight
      ? []
      : [`Company ${id} is kept as ${JSON.stringify(kept)}; at Pleo are ${JSON.stringify(atPleo)}`];
  }

  /** Of one that was disconnected while nothing went wrong. */
  private leftOf({ id }: Company, kept: Kept | undefined): string[] {
    const atPleo = this.sandbox.subscriptions.of(urnOf(id)).map((one) => one.id);
    return atPleo.length === 0 && kept === undefined
      ? []
      : [`Of company ${id}, which is disconnected, ${JSON.stringify([kept, atPleo])} are left`];
  }

  /** Webhooks that Pleo signs now for these companies, and that are refused by a replica. */
  private async unheard(companies: readonly Company[], urls: readonly string[]): Promise<string[]> {
    const refused: string[] = [];
    for (const { id } of companies)
      for (const { secret } of this.sandbox.subscriptions.of(urnOf(id)))
        for (const url of urls) {
          const status = await deliver(new URL(`/webhooks/pleo/${id}`, url), secret);
          if (status !== 204) refused.push(`A webhook for company ${id} was answered ${status}`);
        }
    return refused;
  }
}

function urnOf(companyId: string): string {
  return `urn:pleo:company:${companyId}`;
}

async function deliver(url: URL, secret: string): Promise<number> {
  const [id, at, body] = [
    `msg_${Math.random()}`,
    new Date(),
    JSON.stringify({ eventId: 'e1', eventType: 'other' }),
  ];
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  });
  return answer.status;
}
