import { expect, it } from 'vitest';
import { creationOf } from '../../src/job-creation/creation.js';
import type { PleoAnswer } from '../../src/pleo/pleo.answer.js';
import { answered } from '../support/pleo-answer.js';

const JOB = '{"data":{"id":"0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c","numberOfItems":3}}';
const WORDS = '{"type":"SOME_WORD","message":"No."}';
const PAGE = '<html><title>Sorry</title></html>';
const WAIT = { 'retry-after': '40' };

it.each<[string, PleoAnswer, string]>([
  ['a job', answered(201, JOB), 'created'],
  ['a job with another good status', answered(200, JOB), 'created'],
  ['a job that breaks off', answered(201, JOB.slice(0, 40)), 'lost'],
  ['a job without a proper id', answered(201, '{"data":{"id":7}}'), 'lost'],
  ['a good status and no body', answered(201, ''), 'lost'],
  ['a page of a proxy with a good status', answered(200, PAGE), 'lost'],
  ['Pleo’s 400', answered(400, WORDS), 'refused'],
  ['somebody’s 400', answered(400, PAGE), 'lost'],
  ['Pleo’s 404', answered(404, WORDS), 'refused'],
  ['somebody’s 404', answered(404, '{"error":"no route"}'), 'lost'],
  ['Pleo’s 409', answered(409, WORDS), 'refused'],
  ['somebody’s 409', answered(409, PAGE), 'lost'],
  ['403 without words', answered(403, ''), 'refused'],
  ['a page that forbids', answered(403, PAGE), 'lost'],
  ['a 401, whoever says it', answered(401, PAGE), 'unauthorized'],
  ['429 with a time', answered(429, WORDS, WAIT), 'refused'],
  ['429 without one', answered(429, ''), 'refused'],
  ['Pleo’s 503 with a time', answered(503, WORDS, WAIT), 'refused'],
  ['a page’s 503 with a time', answered(503, PAGE, WAIT), 'lost'],
  ['503 without a time', answered(503, WORDS), 'lost'],
  ['408', answered(408, WORDS), 'lost'],
  ['500', answered(500, WORDS), 'lost'],
  ['a redirect', answered(302, ''), 'lost'],
  ['no answer', { kind: 'unanswered', code: 'ECONNRESET' }, 'lost'],
  ['nothing that was sent', { kind: 'unanswered', code: 'ECONNREFUSED', isUnsent: true }, 'unsent'],
])('%s is read as what it is', (_, answer, kind) => {
  expect(creationOf(answer).kind).toBe(kind);
});

it('only a type that is JSON is shown as such, and only a time that makes sense', () => {
  const passed = (headers: Record<string, string>) => {
    const creation = creationOf(answered(429, WORDS, headers));
    return creation.kind === 'refused' ? [creation.answer.contentType, creation.answer.retryAfter] : [];
  };
  expect(passed({ 'content-type': 'application/json;charset=UTF-8', ...WAIT })).toEqual([
    'application/json;charset=UTF-8',
    '40',
  ]);
  expect(passed({ 'content-type': 'text/html', 'retry-after': 'soon' })).toEqual([
    'text/plain; charset=utf-8',
    null,
  ]);
});
