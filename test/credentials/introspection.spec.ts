import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../src/credentials/introspection.js';
import { answered } from '../support/pleo-answer.js';

const COMPANY = '3f6c1d52-8a0e-4b7d-9c21-5e4f7a6b8c90';
const OTHER = '7a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const URN = `urn:pleo:company:${COMPANY}`;
const BOTH = 'export-jobs:read export-jobs:write';

const verdict = (body: unknown, status = 200) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return verdictOf(answered(status, text, { 'content-type': 'application/json' }), COMPANY);
};

describe('an answer to GET /v1/introspect', () => {
  it.each([
    ['as Pleo describes it', { clientId: 'app', scope: BOTH, authMethod: 'OAUTH', subjectURN: URN }],
    ['in `data`', { data: { clientId: 'app', scope: BOTH, subjectURN: URN } }],
    ['with a list of scopes', { clientId: 'app', scope: BOTH.split(' '), subjectURN: URN }],
    [
      'with the older names of scopes',
      { clientId: 'app', scope: 'export:read export:write', subjectURN: URN },
    ],
    ['with a company in capitals', { clientId: 'app', scope: BOTH, subjectURN: URN.toUpperCase() }],
    ['with more than that', { clientId: 'app', scope: `${BOTH} tags:read`, subjectURN: URN, x: [1] }],
  ])('%s verifies', (_, body) => {
    expect(verdict(body)).toMatchObject({
      verification: 'verified',
      reason: null,
      clientId: 'app',
      companyId: COMPANY,
    });
  });

  it.each([
    ['of another company', { scope: BOTH, subjectURN: `urn:pleo:company:${OTHER}` }, 'wrong_company'],
    [
      'of another company, without rights',
      { scope: '', subjectURN: `urn:pleo:company:${OTHER}` },
      'wrong_company',
    ],
    ['of another company, and nothing else', { subjectURN: `urn:pleo:company:${OTHER}` }, 'wrong_company'],
    ['without the right to write', { scope: 'export-jobs:read', subjectURN: URN }, 'missing_scopes'],
    ['without the right to read', { scope: 'export-jobs:write', subjectURN: URN }, 'missing_scopes'],
    ['without any right', { scope: [], subjectURN: URN }, 'missing_scopes'],
    [
      'of an organisation without rights',
      { scope: '', subjectURN: 'urn:pleo:organisation:1' },
      'missing_scopes',
    ],
    ['of an organisation', { scope: BOTH, subjectURN: `urn:pleo:organisation:${OTHER}` }, 'unverified'],
    ['without a subject', { scope: BOTH }, 'unverified'],
    ['with a subject of no shape', { scope: BOTH, subjectURN: `company ${OTHER}` }, 'unverified'],
    ['without scopes', { subjectURN: URN }, 'unverified'],
    ['with scopes of no shape', { scope: 7, subjectURN: URN }, 'unverified'],
    ['that is a list', [URN], 'unverified'],
    ['that is null', 'null', 'unverified'],
    ['that is no JSON', '<html>', 'unverified'],
    ['that is empty', '', 'unverified'],
  ])('%s says so', (_, body, verification) => {
    const { reason, ...said } = verdict(body);
    expect(said).toMatchObject({ verification });
    expect(reason).toMatch(/\.$/);
  });

  it('that is late or a refusal decides nothing, and a wait that Pleo names is kept', () => {
    for (const status of [401, 403, 404, 500])
      expect(verdict({ type: 'NOPE', message: 'no' }, status)).toMatchObject({ verification: 'unverified' });
    const busy = answered(429, '', { 'retry-after': '120' });
    expect(verdictOf(busy, COMPANY)).toMatchObject({ verification: 'unverified', waitMs: 120_000 });
    expect(verdictOf({ kind: 'unanswered', code: 'TIMEOUT' }, COMPANY)).toMatchObject({
      verification: 'unverified',
    });
  });

  it('with words that cannot be kept is read all the same', () => {
    const scope = ['export-jobs:read', 'export-jobs:write', 'a\0b', 'x'.repeat(200), 'a"b', 7];
    const many = Array.from({ length: 200 }, (_, index) => `scope:${index}`);
    const { clientId, scopes, verification } = verdict({
      clientId: 'a\0b',
      scope: [...scope, ...many],
      subjectURN: URN,
    });
    expect(verification).toBe('verified');
    expect(clientId).toBeNull();
    expect(scopes).toHaveLength(50);
    expect(scopes).not.toContain('a\0b');
    expect(scopes).not.toContain('a"b');
  });
});
