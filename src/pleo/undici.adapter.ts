import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { AxiosHeaders } from 'axios';
import type { Dispatcher } from 'undici';

/** As much of an answer as anybody will look at. */
const BODY_LIMIT = 64 * 1024;

/** Asked when a request is about to be written to a connection, for which it may have had to wait. */
export interface Gate {
  readonly mayStart?: (() => boolean) | undefined;
}

/**
 * Lets axios send through an undici dispatcher, at a quarter of the CPU of its own Node adapter. Every status resolves,
 * redirects are not followed, and at most 64 KiB of the body are read, as text. Rejects with undici's error when no
 * answer came, or less than all of what was asked for by a GET.
 */
export function undiciAdapter(dispatcher: Dispatcher): AxiosAdapter {
  const gated = dispatcher.compose(startOnlyWhatMay);
  return async (config: InternalAxiosRequestConfig & Gate): Promise<AxiosResponse<string>> => {
    const url = new URL(config.url ?? '', config.baseURL);
    const method = (config.method ?? 'get').toUpperCase();
    await unreadBytesAreSeen();
    const options: Dispatcher.RequestOptions & Gate = {
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: headersOf(config),
      body: (config.data as string | undefined) ?? null,
      signal: config.signal ?? null,
      mayStart: config.mayStart,
    };
    const answer = await gated.request(options);
    const isBodyAll = method === 'GET' && answer.statusCode < 300;
    const data = await readBody(answer.body, isBodyAll ? 'whole' : 'as_far_as_it_comes');
    // The status is in: axios, which looks at the signal once more, must not call an answer a cancelled request because
    // its body was cut off.
    delete config.signal;
    return {
      status: answer.statusCode,
      statusText: '',
      headers: AxiosHeaders.from(flat(answer.headers)),
      data,
      config,
    };
  };
}

/** Aborts a request that may not start any more, before a byte of it is written. */
function startOnlyWhatMay(dispatch: Dispatcher['dispatch']): Dispatcher['dispatch'] {
  return (options, handler) => {
    const { mayStart = () => true } = options as Gate;
    return dispatch(options, {
      onRequestStart(controller, context) {
        if (mayStart()) handler.onRequestStart?.(controller, context);
        else controller.abort(new Error('it may not start any more'));
      },
      onResponseStart: (...given) => handler.onResponseStart?.(...given),
      onResponseData: (...given) => handler.onResponseData?.(...given),
      onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
      onResponseError: (...given) => handler.onResponseError?.(...given),
    });
  };
}

function headersOf(config: InternalAxiosRequestConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config.headers.toJSON()).map(([name, value]) => [name, String(value)]),
  );
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/**
 * Whoever speaks on an idle connection, such as a proxy that mixes answers up, must not be taken to answer the next
 * request. undici looks at a connection once more before it uses it again, but only at what the turn of the event loop
 * that is under way has read. Begun after that turn, it looks at what the next one reads.
 */
function unreadBytesAreSeen(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * The body's beginning. Where the status has said what matters, a body that breaks off or hangs is cut where it is;
 * a whole one is wanted where half of it would be misread.
 */
async function readBody(
  body: Dispatcher.ResponseData['body'],
  wanted: 'whole' | 'as_far_as_it_comes',
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= BODY_LIMIT) break;
    }
  } catch (error) {
    if (wanted === 'whole') throw error;
  }
  return Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8');
}
