import { type Patience, patiently } from './patience.js';

export interface RelayClientOptions {
  /** Where the relay answers, such as `http://127.0.0.1:3000`, or a path that a proxy leads to it. */
  readonly url: string;
  /** A key of the relay's; none where it runs without keys. */
  readonly key?: string | undefined;
}

/** The way to one relay: every request of the client goes out here, and is retried as `patiently` says. */
export class Connection {
  /** Without the slash at its end. */
  private readonly url: string;
  private readonly headers = new Headers({ 'Content-Type': 'application/json' });

  /** Throws if the address or the key is malformed. `leaseToken` goes with every request. */
  constructor(
    private readonly options: RelayClientOptions,
    leaseToken?: string,
  ) {
    const { protocol, origin, pathname, username } = new URL(options.url);
    if (!/^https?:$/.test(protocol) || username)
      throw new TypeError('The relay’s address begins with http:// or https://, and has no user in it');
    this.url = origin + pathname.replace(/\/+$/, '');
    if (options.key) this.headers.set('Authorization', `Bearer ${options.key}`);
    if (leaseToken) this.headers.set('Lease-Token', leaseToken);
  }

  /** The same relay, asked by the holder of a lease. */
  holding(leaseToken: string): Connection {
    return new Connection(this.options, leaseToken);
  }

  get<Body>(path: string, patience?: Patience): Promise<Body> {
    return this.call(path, {}, patience);
  }

  post<Body>(path: string, body: object, patience?: Patience): Promise<Body> {
    return this.call(path, { method: 'POST', body: JSON.stringify(body) }, patience);
  }

  /** `body` is JSON. */
  put<Body>(path: string, body: string, patience?: Patience): Promise<Body> {
    return this.call(path, { method: 'PUT', body }, patience);
  }

  private call<Body>(path: string, init: RequestInit, patience?: Patience): Promise<Body> {
    // The relay never redirects: the key must go nowhere else.
    const request: RequestInit = { ...init, headers: this.headers, redirect: 'manual' };
    return patiently((signal) => fetch(this.url + path, { ...request, signal }), patience);
  }
}

/** The path of a job in the relay's own API, or of `part` of it. */
export function pathOf(jobId: string, part = ''): string {
  return `/v1/export-jobs/${encodeURIComponent(jobId)}${part}`;
}

/** A list repeats its name; undefined values are left out. */
export function queryOf(filter: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    for (const one of [value].flat()) if (one !== undefined) query.append(name, String(one));
  }
  return query.toString();
}
