import createClient from 'openapi-fetch';
import type { components, paths } from '../../../client/schema.js';
import { apiKey } from './api-key.js';

export type Schema = components['schemas'];

/** The relay answered with a problem, or not at all (`status` 0). The message is for people. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The API of the relay that served this page, whatever path a proxy put it behind. */
export const api = createClient<paths>({
  baseUrl: new URL('..', window.location.href.split('#', 1)[0]).href.replace(/\/$/, ''),
});

api.use({
  onRequest({ request }) {
    const key = apiKey.read();
    if (key !== null) request.headers.set('Authorization', `Bearer ${key}`);
    return request;
  },
});

/** The body of a good answer. Throws `ApiProblem`. */
export async function bodyOf<Body>(
  asked: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Body> {
  const { data, error, response } = await asked.catch(() => {
    throw new ApiProblem(0, 'The relay does not answer.');
  });
  if (data !== undefined) return data;
  const { detail } = (error ?? {}) as Partial<Schema['Problem']>;
  throw new ApiProblem(response.status, detail ?? `The relay answered ${response.status}.`);
}
