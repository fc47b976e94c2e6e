import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import { Exchange } from './exchange.js';
import type { Permit } from './permit.js';

/** What the adapter takes beside axios' own settings. */
export interface ExchangeConfig extends Permit {
  /** How many bytes of the answer are read. */
  readonly bodyLimit: number;
  /** In milliseconds. */
  readonly timeout: number;
}

/**
 * Lets axios send through an undici dispatcher, at less than a quarter of the CPU of its own Node adapter. Takes
 * `url`, `method`, `data` (JSON) and `ExchangeConfig`; axios' own headers would be copied time and again.
 * Every status resolves, with the exchange as `data`; redirects are not followed. Rejects as `Exchange` does.
 */
export function undiciAdapter(dispatcher: Dispatcher): AxiosAdapter {
  return async (config: InternalAxiosRequestConfig): Promise<AxiosResponse<Exchange>> => {
    const { authorization, cancellation, bodyLimit } = config as InternalAxiosRequestConfig & ExchangeConfig;
    const url = new URL(config.url ?? '');
    const body = (config.data as string | undefined) ?? null;
    const options: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: url.pathname + url.search,
      method: (config.method ?? 'get').toUpperCase(),
      headers: {
        Accept: 'application/json',
        // Without it any coding is lawful, also those that nobody here can read.
        'Accept-Encoding': 'identity',
        Authorization: authorization,
        ...(body !== null && { 'Content-Type': 'application/json;charset=UTF-8' }),
      },
      body,
    };
    await unreadBytesAreSeen();
    const data = await new Promise<Exchange>((resolve, reject) => {
      dispatcher.dispatch(
        options,
        new Exchange(options.method, bodyLimit, config.timeout, cancellation, resolve, reject),
      );
    });
    return { status: data.status, statusText: '', headers: {}, data, config };
  };
}

/**
 * Guards against response desync: bytes on an idle connection, as of a proxy that mixes answers up, do not answer the
 * next request. undici looks at a connection once more before it uses it again, but only at what the turn of the event
 * loop that is under way has read. Begun after that turn, it looks at what the next one reads.
 */
export function unreadBytesAreSeen(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
