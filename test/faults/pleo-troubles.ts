import type { FaultRule } from '../../sandbox/sandbox.js';

const HUGE = 'x'.repeat(300_000);

/** Ways in which Pleo misbehaves for a while. */
export const PLEO_TROUBLES: Record<string, FaultRule[]> = {
  slow: [{ latencyMs: 50, jitterMs: 800 }],
  'slower than the timeout': [{ probability: 0.3, latencyMs: 1500, jitterMs: 2000 }],
  '5xx': [{ probability: 0.6, status: 503 }],
  down: [{ status: 500 }],
  hangs: [{ probability: 0.2, hang: true }],
  'hangs after the change': [{ probability: 0.2, hangAfterChange: true }],
  'loses answers': [{ probability: 0.4, loseAnswer: true }],
  'drops connections': [{ probability: 0.4, dropConnection: true }],
  'asks to wait': [{ times: 1, status: 429, retryAfter: '1' }],
  'asks to wait, without a time': [{ probability: 0.5, status: 429 }],
  'wrong bodies': [
    { every: 3, status: 502, body: HUGE, contentType: 'text/html' },
    { every: 4, status: 500, body: '\0{"data":', contentType: 'application/json' },
    { every: 5, status: 302, body: '<html>', contentType: 'text/html', headers: { location: '/nowhere' } },
    { every: 6, status: 503, body: null, retryAfter: 'soon' },
  ],
  'a gateway answers': [
    { every: 3, status: 404, body: '<title>404 Not Found</title>', contentType: 'text/html' },
    { every: 4, status: 200, body: '<title>Welcome</title>', contentType: 'text/html' },
    { every: 5, status: 410, body: 'gone', contentType: 'text/plain' },
  ],
  'in other coats': [
    { match: { method: 'POST' }, probability: 0.3, loseAnswer: true },
    { probability: 0.4, coat: 'gzip' },
    { probability: 0.4, coat: 'bom' },
  ],
  'reads that are refused': [
    { match: { method: 'POST' }, probability: 0.3, loseAnswer: true },
    { match: { method: 'GET' }, status: 403 },
  ],
  'refuses for good': [{ match: { method: 'POST' }, times: 3, status: 400 }],
  'refuses results': [
    { match: { method: 'PUT' }, times: 1, status: 405 },
    { match: { method: 'PUT' }, probability: 0.5, times: 4, status: 400 },
    { match: { method: 'PUT' }, probability: 0.5, times: 4, status: 413 },
  ],
  'refuses results for where their job stands': [
    { match: { method: 'PUT' }, probability: 0.3, times: 4, status: 422 },
  ],
  'a gateway finds results too long': [
    {
      match: { method: 'PUT' },
      times: 6,
      status: 413,
      body: '<title>Too long</title>',
      contentType: 'text/html',
    },
  ],
  'loses answers to results': [{ match: { method: 'PUT' }, probability: 0.5, loseAnswer: true }],
  'reads that fail': [
    { match: { method: 'POST' }, probability: 0.3, loseAnswer: true },
    { match: { method: 'GET' }, probability: 0.5, status: 500 },
  ],
  'reads that make no sense': [
    { match: { method: 'POST' }, probability: 0.3, loseAnswer: true },
    { match: { method: 'GET' }, times: 3, status: 200, body: 'what?', contentType: 'text/plain' },
  ],
};

/** Answers to results by which a single one of them may be meant, and those by which all are. */
const SINGLE = new Set<number | null>([400, 413, 422]);
const ALL = new Set<number | null>([405]);

/** The entries of which this answer of the sandbox says that they will never be taken. */
export function killedBy(request: {
  fault: string | null;
  method: string;
  statusCode: number | null;
  entryIds: readonly string[] | null;
}): readonly string[] {
  const { fault, method, statusCode, entryIds } = request;
  if (fault !== 'status' || method !== 'PUT' || entryIds === null) return [];
  return ALL.has(statusCode) || (SINGLE.has(statusCode) && entryIds.length === 1) ? entryIds : [];
}

/** Whether this answer of the sandbox is one after which an event is rightly dead. */
export function mayKill(request: {
  fault: string | null;
  method: string;
  statusCode: number | null;
}): boolean {
  return request.fault === 'status' && request.method === 'POST' && request.statusCode === 400;
}
