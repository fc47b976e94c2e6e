import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../src/credentials/token-answer.js';

const TOKEN = 'rt_9fZqLw3Xt0Rb5Ms8Yd2';
const answers = (status: number, body: string) => () => Promise.resolve(new Response(body, { status }));

describe('of a refusal', () => {
  it.each([
    'access_denied',
    'invalid_client',
    'invalid_grant',
    'invalid_refresh_token',
    'invalid_request',
    'invalid_scope',
    'server_error',
    'temporarily_unavailable',
    'unauthorized_client',
    'unsupported_grant_type',
    'unsupported_response_type',
  ])('the word %s is kept', async (error) => {
    const answer = await meaningOf(answers(400, JSON.stringify({ error })));
    expect(answer).toMatchObject({ reason: `The authorization server answered 400 ${error}.` });
  });

  it.each([
    JSON.stringify({ error: TOKEN }),
    JSON.stringify({ error: TOKEN.toLowerCase(), error_description: TOKEN }),
    JSON.stringify({ error: `invalid_grant ${TOKEN}` }),
    JSON.stringify({ error: 'invalid_grant2' }),
    JSON.stringify({ error: { [TOKEN]: TOKEN } }),
    JSON.stringify({ error: [TOKEN] }),
    JSON.stringify({ code: TOKEN, name: TOKEN }),
    TOKEN,
  ])('nothing of %s is', async (body) => {
    const answer = await meaningOf(answers(400, body));
    expect(answer).toEqual({ kind: 'unused', reason: 'The authorization server answered 400.' });
  });
});

it('a cause that is what the server said is not repeated', async () => {
  const error = Object.assign(new Error('no'), { code: 'OAUTH_INVALID_RESPONSE', cause: { code: TOKEN } });
  const answer = await meaningOf(() => Promise.reject(error));
  expect(answer).toEqual({
    kind: 'unsure',
    reason: 'No answer of the authorization server came (OAUTH_INVALID_RESPONSE).',
  });
});
