import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosRequestConfig } from 'axios';
import { Settings } from '../config/settings.js';
import type { JobStatus } from '../lifecycle/job-state.js';
import { noteSent, scrub } from '../secrets/sent-secrets.js';
import type { PleoAnswer } from './pleo.answer.js';
import type { Exchange } from './exchange.js';
import type { Permit } from './permit.js';
import type { ExchangeConfig } from './undici.adapter.js';

/** The defaults of axios that are of use here. It would merge each of the others into every request anew. */
const DEFAULTS: readonly string[] = ['adapter', 'timeout', 'transformRequest', 'transformResponse'];

/** How many bytes of an answer are read: what follows is of no use. */
const BODY_LIMIT = 64 * 1024;

/** The same of an answer that lists items: a hundred, with their texts. */
const ITEMS_LIMIT = 1024 * 1024;

/** Items in a page. */
const ITEMS_PAGE = 100;

/** Jobs in a page: a job takes about 1 KiB of BODY_LIMIT. */
const PAGE = 20;

/**
 * Pleo's Export API, as far as the relay uses it. No call rejects: a missing answer is a value too. All resolve
 * within PLEO_TIMEOUT_MS, or when the permit is withdrawn. The credential that was sent is removed from answers.
 */
@Injectable()
export class PleoClient {
  private readonly base: string;
  /** v3 has no `status` any more. */
  private readonly statusFilter: 'status' | 'statuses';

  constructor(
    private readonly http: HttpService,
    settings: Settings,
  ) {
    const { PLEO_BASE_URL = '', PLEO_API_VERSION } = settings;
    this.base = `${PLEO_BASE_URL.replace(/\/+$/, '')}/${PLEO_API_VERSION}`;
    this.statusFilter = PLEO_API_VERSION === 'v3' ? 'statuses' : 'status';
    const defaults = http.axiosRef.defaults as Record<string, unknown>;
    for (const name in defaults) if (!DEFAULTS.includes(name)) delete defaults[name];
  }

  /** POST /{version}/export-job-events (Pleo: "Create an Export Job Event"). */
  createEvent(payload: string, permit: Permit): Promise<PleoAnswer> {
    const url = `${this.base}/export-job-events`;
    return this.request({ method: 'post', url, data: payload }, BODY_LIMIT, permit);
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
    const query = new URLSearchParams({
      [this.statusFilter]: status,
      sorting_keys: 'createdAt',
      sorting_order: 'ASC',
      limit: String(PAGE),
      ...(after !== null && { after }),
    });
    const url = `${this.base}/export-jobs?${query.toString()}`;
    return this.request({ method: 'get', url }, BODY_LIMIT, permit);
  }

  /** PUT /{version}/export-jobs/{jobId}/items: a bare array of updates. */
  updateItems(jobId: string, payload: string, permit: Permit): Promise<PleoAnswer> {
    const url = `${this.base}/export-jobs/${jobId}/items`;
    return this.request({ method: 'put', url, data: payload }, ITEMS_LIMIT, permit);
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

  private async request(
    config: AxiosRequestConfig<string>,
    bodyLimit: number,
    permit: Permit,
  ): Promise<PleoAnswer> {
    const { authorization, cancellation } = permit;
    noteSent(authorization);
    const exchange: ExchangeConfig & AxiosRequestConfig<string> = {
      authorization,
      cancellation,
      bodyLimit,
      ...config,
    };
    try {
      const { data } = await this.http.axiosRef.request<Exchange>(exchange);
      return answered(data, permit);
    } catch (error) {
      return { kind: 'unanswered', code: codeOf(error) };
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
    get body() {
      return (body ??= scrub(exchange.body, authorization));
    },
  };
}

/** The error's code only: its message may repeat parts of the request. */
function codeOf(error: unknown): string {
  const { code, cause, name } = error as { code?: unknown; cause?: { code?: unknown }; name?: unknown };
  return [cause?.code, code, name].find(isWord) ?? 'UNKNOWN';
}

/** Of the kind that Node and undici have, not a sentence. */
function isWord(code: unknown): code is string {
  return typeof code === 'string' && /^\w{1,64}$/.test(code);
}
