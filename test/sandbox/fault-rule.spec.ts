import { describe, expect, it } from 'vitest';
import { faultRuleProblems } from '../../sandbox/fault-rule.js';
import { Faults } from '../../sandbox/faults.js';

describe('a fault rule', () => {
  it.each([
    [{}, 'rule 1 does nothing'],
    [{ times: 2 }, 'rule 1 does nothing'],
    [{ stauts: 503 }, 'rule 1: stauts is not known; there are match'],
    [{ status: 99 }, 'rule 1: status must be a whole number from 200 to 599'],
    [{ status: '503' }, 'rule 1: status must be'],
    [{ status: 503, times: 0 }, 'rule 1: times must be a whole number from 1'],
    [{ status: 503, every: 1.5 }, 'rule 1: every must be'],
    [{ status: 503, probability: 2 }, 'rule 1: probability must be a number from 0 to 1'],
    [{ status: 503, seed: 'x' }, 'rule 1: seed must be'],
    [{ latencyMs: -1 }, 'rule 1: latencyMs must be'],
    [{ jitterMs: Infinity }, 'rule 1: jitterMs must be'],
    [{ hang: false }, 'rule 1: hang must be true'],
    [{ hang: true, status: 503 }, 'rule 1 can have only one of status, hang'],
    [{ loseAnswer: true, dropConnection: true }, 'rule 1 can have only one of loseAnswer, dropConnection'],
    [{ hang: true, retryAfter: '1' }, 'rule 1: retryAfter need a status'],
    [{ status: 429, retryAfter: 1 }, 'rule 1: retryAfter must be a string'],
    [{ status: 429, headers: { 'bad name': 'x' } }, 'rule 1: headers must be'],
    [{ status: 429, headers: { 'x-a': 'line\r\nline' } }, 'rule 1: headers must be'],
    [{ status: 429, headers: 'x' }, 'rule 1: headers must be'],
    [{ status: 429, contentType: '' }, 'rule 1: contentType must be'],
    [{ status: 503, match: 'started' }, 'rule 1: match must be an object'],
    [{ status: 503, match: { event: 'begun' } }, 'rule 1, match: event must be one of'],
    [{ status: 503, match: { jobId: 'x' } }, 'rule 1, match: jobId must be a UUID'],
    [{ status: 503, match: { method: 'PATCH' } }, 'rule 1, match: method must be GET, POST, PUT or DELETE'],
    [{ status: 503, match: { route: 'items' } }, 'rule 1, match: route must be one of export-job-events'],
    [{ status: 503, match: { path: '/v1' } }, 'rule 1, match: path is not known'],
    ['status', 'rule 1 must be an object'],
    [null, 'rule 1 must be an object'],
  ])('%j is refused', (rule, problem) => {
    expect(faultRuleProblems([rule]).join('\n')).toContain(problem);
  });

  it('is told its mistakes together with those of the others', () => {
    expect(faultRuleProblems([{ times: 0, status: 1 }, { latencyMs: 1 }, { hang: 1 }])).toHaveLength(3);
  });

  it('belongs into an array', () => {
    expect(faultRuleProblems({ status: 503 })).toEqual(['the rules must be an array']);
  });

  it('that is wrong leaves the rules as they were', () => {
    const faults = new Faults();
    faults.set([{ status: 503 }]);
    expect(() => faults.set([{ status: 500 }, {}])).toThrow(/rule 2 does nothing/);
    expect(faults.state.rules).toEqual([{ status: 503 }]);
  });

  it('is not changed by the caller after it was set', () => {
    const faults = new Faults();
    const rule = { status: 503 };
    faults.set([rule]);
    rule.status = 400;
    expect(faults.state.rules).toEqual([{ status: 503 }]);
  });

  it('with jitter waits between latencyMs and latencyMs + jitterMs', () => {
    const faults = new Faults();
    faults.set([{ latencyMs: 100, jitterMs: 50 }]);
    const request = { method: 'POST', route: '', jobId: null, event: null };
    const waits = Array.from({ length: 200 }, () => faults.choose(request)!.waitMs);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...waits)).toBeLessThan(150);
    expect(new Set(waits).size).toBeGreaterThan(150);
  });

  it('counts how often it was applied', () => {
    const faults = new Faults();
    faults.set([
      { match: { method: 'GET' }, status: 503 },
      { times: 1, hang: true },
    ]);
    for (const method of ['GET', 'POST', 'POST', 'GET']) {
      faults.choose({ method, route: '', jobId: null, event: null });
    }
    expect(faults.state.applied).toEqual([2, 1]);
  });
});
