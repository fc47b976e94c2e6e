import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosRequestConfig } from 'axios';
import { Settings } from '../config/settings.js';
import type { PleoAnswer } from './pleo.answer.js';
import type { Gate } from './undici.adapter.js';

/** What lets a request go: it is given up when `signal` aborts, which is asked for anew when it is about to start. */
export type Permit = Pick<AbortController, 'signal'>;

/**
 * Pleo's Export API, as far as the relay uses it. Both calls resolve whatever happens: no answer is a value too. Not
 * later than PLEO_TIMEOUT_MS, or when the permit is withdrawn.
 */
@Injectable()
export class PleoClient {
  private readonly base: string;
  private readonly authorization: string;
  private readonly timeoutMs: number;

  constructor(
    private readonly http: HttpService,
    settings: Settings,
  ) {
    const { PLEO_BASE_URL = '', PLEO_API_VERSION, PLEO_API_KEY, PLEO_ACCESS_TOKEN = '' } = settings;
    this.base = `${PLEO_BASE_URL.replace(/\/+$/, '')}/${PLEO_API_VERSION}`;
    this.authorization = PLEO_API_KEY
      ? `Basic ${Buffer.from(`${PLEO_API_KEY}:`).toString('base64')}`
      : `Bearer ${PLEO_ACCESS_TOKEN}`;
    this.timeoutMs = settings.PLEO_TIMEOUT_MS;
  }

  /** POST /{version}/export-job-events (Pleo: "Create an Export Job Event"). */
  createEvent(payload: string, permit: Permit): Promise<PleoAnswer> {
    return this.request({ method: 'post', url: `${this.base}/export-job-events`, data: payload }, permit);
  }

  /** GET /{version}/export-jobs/{jobId}. */
  readJob(jobId: string, permit: Permit): Promise<PleoAnswer> {
    return this.request({ method: 'get', url: `${this.base}/export-jobs/${jobId}` }, permit);
  }

  private async request(config: AxiosRequestConfig<string>, permit: Permit): Promise<PleoAnswer> {
    const timeout = AbortSignal.timeout(this.timeoutMs);
    try {
      const gate: Gate = { mayStart: () => !permit.signal.aborted };
      const answer = await this.http.axiosRef.request<string>({
        ...config,
        ...gate,
        headers: {
          Accept: 'application/json',
          Authorization: this.authorization,
          ...(config.data !== undefined && { 'Content-Type': 'application/json;charset=UTF-8' }),
        },
        signal: AbortSignal.any([timeout, permit.signal]),
      });
      const headers = answer.headers as Record<string, string>;
      return { kind: 'answered', status: answer.status, headers, body: answer.data };
    } catch (error) {
      if (timeout.aborted) return { kind: 'unanswered', code: 'TIMEOUT' };
      if (permit.signal.aborted) return { kind: 'unanswered', code: 'ABORTED' };
      return { kind: 'unanswered', code: codeOf(error) };
    }
  }
}

/** The error's code only: its message may repeat parts of the request. */
function codeOf(error: unknown): string {
  const { code, cause, name } = error as { code?: string; cause?: { code?: string }; name?: string };
  return cause?.code ?? code ?? name ?? 'UNKNOWN';
}
