import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosResponse } from 'axios';
import { Settings } from '../config/settings.js';
import type { JobStatus } from '../lifecycle/job-state.js';
import { noteSent, scrub } from '../secrets/sent-secrets.js';
import { codeOf } from './code-of.js';
import type { PleoAnswer } from './pleo.answer.js';
import { type Exchange, NotSent } from './exchange.js';
import type { Permit } from './permit.js';
import type { ExchangeConfig } from './undici.adapter.js';

/** The defaults of axios that are needed here. It would merge each of the others into every request again. */
const DEFAULTS: readonly string[] = ['adapter', 'transformRequest', 'transformResponse'];

/** A request; `data` is JSON. */
interface Asked {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly url: string;
  readonly data?: string;
}

type Send = (exchange: ExchangeConfig & Asked) => Promise<AxiosResponse<Exchange>>;

/** How many bytes of an answer are read; the rest is not needed. */
const BODY_LIMIT = 64 * 1024;

/** The same of an answer that lists items: a hundred, with their texts. */
const ITEMS_LIMIT = 1024 * 1024;

/** Items in a page. */
const ITEMS_PAGE = 100;

/** Jobs in a page: a job takes about 1 KiB of BODY_LIMIT. */
const PAGE = 20;

/** Versions of Pleo's API that callers of the relay may ask for by path. */
export type PassedVersion = 'v2' | 'v3';

const BY_AGE = { sorting_keys: 'createdAt' };

/**
 * Pleo's Export API, as far as the relay uses it. No call rejects: a missing answer is a value too. All resolve
 * within PLEO_TIMEOUT_MS, or when the permit is withdrawn. The credential that was sent is removed from answers.
 */
@Injectable()
export class PleoClient {
  private readonly origin: string;
  private readonly base: string;
  /** v3 has no `status` any more. */
  private readonly statusFilter: 'status' | 'statuses';
  private readonly adapter: Send;
  private readonly timeout: number;

  constructor(
    private readonly http: HttpService,
    settings: Settings,
  ) {
    const { PLEO_BASE_URL = '', PLEO_API_VERSION } = settings;
    this.origin = PLEO_BASE_URL.replace(/\/+$/, '');
    this.base = `${this.origin}/${PLEO_API_VERSION}`;
    this.statusFilter = PLEO_API_VERSION === 'v3' ? 'statuses' : 'status';
    const { defaults } = http.axiosRef;
    this.adapter = defaults.adapter as unknown as Send;
    this.timeout = settings.PLEO_TIMEOUT_MS;
    for (const name in defaults)
      if (!DEFAULTS.includes(name)) delete (defaults as Record<string, unknown>)[name];
  }

  /** POST /{version}/export-job-events (Pleo: "Create an Export Job Event"). */
  createEvent(payload: string, permit: Permit): Promise<PleoAnswer> {
    const url = `${this.base}/export-job-events`;
    return this.deliver({ method: 'post', url, data: payload }, BODY_LIMIT, permit);
  }

  /** GET /{version}/export-jobs/{jobId}. */
  readJob(jobId: string, permit: Permit): Promise<PleoAnswer> {
    const url = `${this.base}/export-jobs/${jobId}`;
    return this.request({ method: 'get', url }, BODY_LIMIT, permit);
  }

  /**
   * A page of GET /{version}/export-jobs: jobs of one status, oldest first, behind the cursor of the page before. One
   * status at a time is what all versions can be asked alike.
   */
  listJobs(status: JobStatus, after: string | null, permit: Permit): Promise<PleoAnswer> {
    const query = { [this.statusFilter]: status, ...BY_AGE, sorting_order: 'ASC' };
    return this.list(this.base, query, after, permit);
  }

  /** POST /{version}/export-jobs. */
  createJob(version: PassedVersion, payload: string, permit: Permit): Promise<PleoAnswer> {
    const url = `${this.origin}/${version}/export-jobs`;
    return this.request({ method: 'post', url, data: payload }, BODY_LIMIT, permit);
  }

  /** A page of GET /{version}/export-jobs: jobs of one status and company, in Pleo's own order. */
  listCompanyJobs(
    version: PassedVersion,
    companyId: string,
    status: JobStatus,
    after: string | null,
    permit: Permit,
  ): Promise<PleoAnswer> {
    const filter = { company_id: companyId, statuses: status };
    return this.list(`${this.origin}/${version}`, filter, after, permit);
  }

  /** The first page of the same, newest first. */
  listNewestCompanyJobs(
    version: PassedVersion,
    companyId: string,
    status: JobStatus,
    permit: Permit,
  ): Promise<PleoAnswer> {
    const filter = { company_id: companyId, statuses: status, ...BY_AGE, sorting_order: 'DESC' };
    return this.list(`${this.origin}/${version}`, filter, null, permit);
  }

  /** PUT /{version}/export-jobs/{jobId}/items: a bare array of updates. */
  updateItems(jobId: string, payload: string, permit: Permit): Promise<PleoAnswer> {
    const url = `${this.base}/export-jobs/${jobId}/items`;
    return this.deliver({ method: 'put', url, data: payload }, ITEMS_LIMIT, permit);
  }

  /**
   * A page of GET /{version}/export-jobs/{jobId}/items, behind the cursor of the page before. In Pleo's own order: it
   * names none that could be asked for.
   */
  listItems(jobId: string, after: string | null, permit: Permit): Promise<PleoAnswer> {
    const query = new URLSearchParams({ limit: String(ITEMS_PAGE), ...(after !== null && { after }) });
    const url = `${this.base}/export-jobs/${jobId}/items?${query.toString()}`;
    return this.request({ method: 'get', url }, ITEMS_LIMIT, permit);
  }

  /** GET /v1/introspect: whose the permit's credential is, and what it may. */
  introspect(permit: Permit): Promise<PleoAnswer> {
    return this.request({ method: 'get', url: `${this.origin}/v1/introspect` }, BODY_LIMIT, permit);
  }

  /** GET /v1/installations/me: how the app stands at the company of the permit's credential. */
  readInstallation(permit: Permit): Promise<PleoAnswer> {
    return this.request({ method: 'get', url: `${this.origin}/v1/installations/me` }, BODY_LIMIT, permit);
  }

  /** POST /v1/installations/me: makes an active one, as companies that gave an API key need it. */
  createInstallation(permit: Permit): Promise<PleoAnswer> {
    const data = JSON.stringify({ status: 'ACTIVATED' });
    return this.request(
      { method: 'post', url: `${this.origin}/v1/installations/me`, data },
      BODY_LIMIT,
      permit,
    );
  }

  /** POST /v1/installations/me:activate. */
  activateInstallation(permit: Permit): Promise<PleoAnswer> {
    const url = `${this.origin}/v1/installations/me:activate`;
    return this.request({ method: 'post', url }, BODY_LIMIT, permit);
  }

  /** PUT /v1/installations/me: that the app's credential is refused, which the company's people are shown. */
  reportInstallationError(permit: Permit): Promise<PleoAnswer> {
    const url = `${this.origin}/v1/installations/me`;
    const data = JSON.stringify({ status: 'ERROR', errorCode: 'AUTH_ERROR' });
    return this.request({ method: 'put', url, data }, BODY_LIMIT, permit);
  }

  /** A page of GET /v1/subscriptions: the webhooks of the permit's company, behind the cursor of the page before. */
  listSubscriptions(after: string | null, permit: Permit): Promise<PleoAnswer> {
    const query = new URLSearchParams({ limit: String(PAGE), ...(after !== null && { after }) });
    const url = `${this.origin}/v1/subscriptions?${query.toString()}`;
    return this.request({ method: 'get', url }, ITEMS_LIMIT, permit);
  }

  /** POST /v1/subscriptions. */
  createSubscription(payload: string, permit: Permit): Promise<PleoAnswer> {
    const url = `${this.origin}/v1/subscriptions`;
    return this.request({ method: 'post', url, data: payload }, BODY_LIMIT, permit);
  }

  /** PUT /v1/subscriptions/{id}. */
  updateSubscription(id: string, payload: string, permit: Permit): Promise<PleoAnswer> {
    const url = `${this.origin}/v1/subscriptions/${id}`;
    return this.request({ method: 'put', url, data: payload }, BODY_LIMIT, permit);
  }

  /** DELETE /v1/subscriptions/{id}. */
  deleteSubscription(id: string, permit: Permit): Promise<PleoAnswer> {
    return this.request(
      { method: 'delete', url: `${this.origin}/v1/subscriptions/${id}` },
      BODY_LIMIT,
      permit,
    );
  }

  /** GET /v1/subscriptions/{id}/secret. */
  readSubscriptionSecret(id: string, permit: Permit): Promise<PleoAnswer> {
    const url = `${this.origin}/v1/subscriptions/${id}/secret`;
    return this.request({ method: 'get', url }, BODY_LIMIT, permit);
  }

  private list(
    base: string,
    filter: Record<string, string>,
    after: string | null,
    permit: Permit,
  ): Promise<PleoAnswer> {
    const query = new URLSearchParams({
      ...filter,
      limit: String(PAGE),
      ...(after !== null && { after }),
    });
    return this.request(
      { method: 'get', url: `${base}/export-jobs?${query.toString()}` },
      BODY_LIMIT,
      permit,
    );
  }

  private request(asked: Asked, bodyLimit: number, permit: Permit): Promise<PleoAnswer> {
    return this.exchange(asked, bodyLimit, permit, (exchange) => this.http.axiosRef.request(exchange));
  }

  /**
   * The same straight through the adapter: what axios does besides, merging and transforming, changes nothing of a
   * request of ours, and takes a tenth of the CPU of a delivery.
   */
  private deliver(asked: Asked, bodyLimit: number, permit: Permit): Promise<PleoAnswer> {
    return this.exchange(asked, bodyLimit, permit, this.adapter);
  }

  private async exchange(asked: Asked, bodyLimit: number, permit: Permit, send: Send): Promise<PleoAnswer> {
    const { timeout } = this;
    const { authorization, cancellation } = permit;
    noteSent(authorization);
    try {
      const { data } = await send({ timeout, authorization, cancellation, bodyLimit, ...asked });
      return answered(data, permit);
    } catch (error) {
      return error instanceof NotSent
        ? { kind: 'unanswered', code: codeOf(error.cause), isUnsent: true }
        : { kind: 'unanswered', code: codeOf(error) };
    }
  }
}

/**
 * The answer without the credential that was sent: a proxy before Pleo may repeat the request in its error. Scrubbed
 * lazily, since the headers and bodies of most answers are not read.
 */
function answered(exchange: Exchange, { authorization }: Permit): PleoAnswer {
  let headers: Record<string, string> | undefined;
  let body: string | undefined;
  return {
    kind: 'answered',
    status: exchange.status,
    get headers() {
      return (headers ??= Object.fromEntries(
        Object.entries(exchange.headers).map(([name, value]) => [name, scrub(value, authorization)]),
      ));
    },
    get rawBody() {
      return exchange.body;
    },
    rawType: exchange.headers['content-type'] ?? '',
    get body() {
      return (body ??= scrub(exchange.body, authorization));
    },
  };
}
