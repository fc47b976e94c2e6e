import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import { Exchange } from './exchange.js';

/** What an axios request of ours carries in the place of axios' own `signal`. */
export interface Revocable {
  /** The request is given up when it aborts. Asked for anew when the request is about to start. */
  readonly askSignal: () => AbortSignal;
}

/**
 * Lets axios send through an undici dispatcher, at a quarter of the CPU of its own Node adapter. Every status resolves,
 * redirects are not followed, and at most 64 KiB of the body are read, as text. Takes axios' `timeout`, and `askSignal`.
 * Rejects as `Exchange` does.
 */
export function undiciAdapter(dispatcher: Dispatcher): AxiosAdapter {
  return async (config: InternalAxiosRequestConfig & Partial<Revocable>): Promise<AxiosResponse<string>> => {
    const url = new URL(config.url ?? '', config.baseURL);
    const options: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: url.pathname + url.search,
      method: (config.method ?? 'get').toUpperCase(),
      headers: config.headers.toJSON() as Record<string, string>,
      body: (config.data as string | undefined) ?? null,
    };
    await unreadBytesAreSeen();
    const { status, headers, body } = await new Promise<Exchange>((resolve, reject) => {
      const exchange = new Exchange(options.method, config.timeout, config.askSignal, resolve, reject);
      dispatcher.dispatch(options, exchange);
    });
    return { status, statusText: '', headers, data: body, config };
  };
}

/**
 * Whoever speaks on an idle connection, such as a proxy that mixes answers up, must not be taken to answer the next
 * request. undici looks at a connection once more before it uses it again, but only at what the turn of the event loop
 * that is under way has read. Begun after that turn, it looks at what the next one reads.
 */
function unreadBytesAreSeen(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
