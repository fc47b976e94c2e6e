import { ValidationFailed } from '../api/validation.js';
import { type PleoExportJob, pleoExportJobOf } from '../pleo/dto/pleo-export-job.dto.js';
import type { PleoAnswer } from '../pleo/pleo.answer.js';
import { type Fault, readFaultOf, retryAfterMs } from '../pleo/pleo.outcome.js';
import { isPage, isPlainSuccess, strangerIn } from '../pleo/signature.js';

/** An answer of Pleo's as the caller gets it. */
export interface Passed {
  readonly status: number;
  /** Without the credential that was sent. */
  readonly body: string;
  readonly contentType: string;
  readonly retryAfter: string | null;
}

/** Pleo named a time to wait. */
export type Wait = Extract<Fault, { kind: 'wait' }>;

/** What an answer to the creation of a job means. `reason` is a sentence for people. */
export type Creation =
  | { readonly kind: 'created'; readonly job: PleoExportJob; readonly answer: Passed }
  /** Pleo said clearly that it made no job. `wait` where it named a time for all requests. */
  | {
      readonly kind: 'refused';
      readonly answer: Passed;
      readonly wait: Wait | null;
    }
  /** 401: no job was made, from any sender. */
  | { readonly kind: 'unauthorized'; readonly reason: string }
  /** Pleo has not heard of the request. */
  | { readonly kind: 'unsent'; readonly reason: string }
  /** Pleo may have made the job, or not. `isSilent` where nothing was answered at all. */
  | { readonly kind: 'lost'; readonly reason: string; readonly isSilent: boolean };

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;

/** Reads the answer to `POST /export-jobs`. Only what cannot be anybody's but Pleo's, and is clear, is not `lost`. */
export function creationOf(answer: PleoAnswer): Creation {
  if (answer.kind === 'unanswered') {
    const reason = readFaultOf(answer)?.error ?? '';
    return answer.isUnsent ? { kind: 'unsent', reason } : { kind: 'lost', reason, isSilent: true };
  }
  const fault = readFaultOf(answer);
  if (!fault) {
    const job = isPlainSuccess(answer) ? jobIn(answer.rawBody) : null;
    if (job) return { kind: 'created', job, answer: passed(answer) };
    return { kind: 'lost', reason: senseIn(answer), isSilent: false };
  }
  if (answer.status === 401) return { kind: 'unauthorized', reason: fault.error };
  switch (fault.kind) {
    case 'refused':
    case 'state':
    case 'credential':
      return { kind: 'refused', answer: passed(answer), wait: null };
    case 'wait':
      // A page of a gateway's does not say whether Pleo was asked before; a limit is met before anything is done.
      if (answer.status === 429 || !isPage(answer))
        return { kind: 'refused', answer: passed(answer), wait: fault };
      return { kind: 'lost', reason: fault.error, isSilent: false };
    case 'unsure':
    case 'passing':
      if (answer.status === 429) return { kind: 'refused', answer: passed(answer), wait: null };
      return { kind: 'lost', reason: fault.error, isSilent: false };
  }
}

function jobIn(rawBody: string): PleoExportJob | null {
  try {
    const job = pleoExportJobOf((JSON.parse(rawBody) as { data?: unknown }).data, '');
    return job instanceof ValidationFailed ? null : job;
  } catch {
    return null;
  }
}

function passed({ status, headers, body }: PleoAnswer & { kind: 'answered' }): Passed {
  const { 'content-type': type = '', 'retry-after': retryAfter = '' } = headers;
  return {
    status,
    body,
    // A page would be shown under the relay's own address.
    contentType: JSON_TYPE.test(type) ? type : 'text/plain; charset=utf-8',
    retryAfter: retryAfterMs(headers) === null ? null : retryAfter,
  };
}

function senseIn(answer: PleoAnswer & { kind: 'answered' }): string {
  const isJson = answer.body !== '' && isPlainSuccess(answer);
  return isJson ? `The ${answer.status} does not show the job.` : strangerIn(answer);
}
