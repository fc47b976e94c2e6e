import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { SandboxJob } from './job-view.js';
import type { Subscriptions } from './subscriptions.js';

/** The address for webhooks and their signing secret: `whsec_` and base64, as Pleo issues it. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/** A webhook that was sent, or is still tried. The last ones are kept. */
export interface SentWebhook {
  readonly id: string;
  readonly jobId: string;
  /** Where it goes. */
  readonly url: string;
  attempts: number;
  /** Of the last attempt; null when there was no answer. */
  statusCode: number | null;
  state: 'trying' | 'delivered' | 'given_up';
}

const TIMEOUT_MS = 15_000;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5 * 60_000;
/** About an hour and a half in all. */
const ATTEMPTS = 28;
const KEPT = 1000;

const JOB_CREATED = 'v1.export-job.created';

/**
 * Notifies a subscriber, and the subscriptions of its company, of each new job as Pleo does: signed by Standard
 * Webhooks, retried with the same `webhook-id` and exponential backoff until it answers 2xx. The `eventId` is the same
 * for all of them.
 */
export class Webhooks {
  readonly sent: SentWebhook[] = [];
  #target: WebhookTarget | null = null;
  readonly #retries = new Set<NodeJS.Timeout>();
  #underWay = new AbortController();
  readonly #subscriptions: Subscriptions;

  constructor(subscriptions: Subscriptions) {
    this.#subscriptions = subscriptions;
  }

  get url(): string | null {
    return this.#target?.url ?? null;
  }

  /** Sets the subscriber, also for pending retries; null: none. */
  aim(target: WebhookTarget | null): void {
    const problems = target === null ? [] : webhookTargetProblems(target);
    if (problems.length > 0) throw new Error(problems.join('; '));
    this.#target = target;
    if (target === null) this.#giveUp();
  }

  jobCreated(job: SandboxJob): void {
    const payload = { data: job, eventId: randomUUID(), eventType: JOB_CREATED };
    const body = JSON.stringify({ payload });
    if (this.#target !== null) this.#send(job.id, body, () => this.#target);
    for (const { owner, id } of this.#subscriptions.hearing(job.companyId, JOB_CREATED)) {
      this.#send(job.id, body, () => {
        const now = this.#subscriptions.of(owner).find((one) => one.id === id);
        return now ? { url: now.endpointUrl, secret: now.secret } : null;
      });
    }
  }

  /** `targetOf` is asked before each try; null: there is none any more. */
  #send(jobId: string, body: string, targetOf: () => WebhookTarget | null): void {
    const sent: SentWebhook = {
      id: `msg_${randomUUID().replaceAll('-', '')}`,
      jobId,
      url: targetOf()?.url ?? '',
      attempts: 0,
      statusCode: null,
      state: 'trying',
    };
    this.sent.push(sent);
    if (this.sent.length > KEPT) this.sent.shift();
    void this.#try(sent, body, targetOf);
  }

  /** Drops all webhooks, and keeps the subscriber. */
  clear(): void {
    this.#giveUp();
    this.sent.length = 0;
  }

  stop(): void {
    this.aim(null);
  }

  async #try(sent: SentWebhook, body: string, targetOf: () => WebhookTarget | null): Promise<void> {
    const target = targetOf();
    if (target === null) {
      sent.state = 'given_up';
      return;
    }
    const { signal } = this.#underWay;
    sent.attempts++;
    sent.statusCode = await post(target, sent.id, body, signal);
    if (signal.aborted) return;
    if (sent.statusCode !== null && sent.statusCode >= 200 && sent.statusCode < 300) {
      sent.state = 'delivered';
      return;
    }
    if (sent.attempts === ATTEMPTS) {
      sent.state = 'given_up';
      return;
    }
    const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** (sent.attempts - 1), MAX_RETRY_MS);
    const retry = setTimeout(() => {
      this.#retries.delete(retry);
      void this.#try(sent, body, targetOf);
    }, pauseMs);
    this.#retries.add(retry);
  }

  #giveUp(): void {
    this.#underWay.abort();
    this.#underWay = new AbortController();
    for (const retry of this.#retries) clearTimeout(retry);
    this.#retries.clear();
    for (const sent of this.sent) if (sent.state === 'trying') sent.state = 'given_up';
  }
}

function signature(secret: string, id: string, now: Date, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return new Webhook(key, { format: 'raw' }).sign(id, now, body);
}

/** All mistakes, without repeating the secret. */
export function webhookTargetProblems(target: unknown): string[] {
  const { url, secret, ...others } = (target ?? {}) as Record<string, unknown>;
  const problems = Object.keys(others).map((name) => `${name} is not known; there are url and secret`);
  const isUrl = typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isUrl) problems.push('url must be an http:// or https:// URL');
  if (typeof secret !== 'string' || !/^(whsec_)?[A-Za-z0-9+/]{22,}={0,2}$/.test(secret)) {
    problems.push('secret must be whsec_ and base64 of 16 bytes or more');
  }
  return problems;
}

/** The status of the answer, or null when there was none. Each attempt is signed with its own time. */
async function post(
  { url, secret }: WebhookTarget,
  id: string,
  body: string,
  signal: AbortSignal,
): Promise<number | null> {
  const now = new Date();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signature(secret, id, now, body),
      },
      redirect: 'manual',
      // Node 20 collects an AbortSignal.timeout that only a joined signal knows of, and then it never comes.
      signal: AbortSignal.any([signal, late.signal]),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
