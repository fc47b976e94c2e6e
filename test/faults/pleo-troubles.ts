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
  'reads that fail': [
    { match: { method: 'POST' }, probability: 0.3, loseAnswer: true },
    { match: { method: 'GET' }, probability: 0.5, status: 500 },
  ],
  'reads that make no sense': [
    { match: { method: 'POST' }, probability: 0.3, loseAnswer: true },
    { match: { method: 'GET' }, times: 3, status: 200, body: 'what?', contentType: 'text/plain' },
  ],
};

/** Whether this answer of the sandbox is one after which an event is rightly dead. */
export function mayKill(request: {
  fault: string | null;
  method: string;
  statusCode: number | null;
}): boolean {
  return request.fault === 'status' && request.method === 'POST' && request.statusCode === 400;
}
