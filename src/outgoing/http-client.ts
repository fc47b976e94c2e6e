import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { isLoopback } from '../config/loopback.js';
import type { Settings } from '../config/settings.js';
import { readCertificates } from '../config/values/ca-file.js';

/** The connections per host, and the requests on each: `pipelining: 0` means a connection for a single request. */
export interface Pool {
  readonly connections?: number;
  readonly pipelining: 0 | 1;
}

/**
 * The only HTTP client: to Pleo, for its API and its authorization server, and to the receiver of notices. Certificates
 * are always checked: against Node's own authorities and those of PLEO_CA_FILE. HTTPS_PROXY is used for https only, by
 * CONNECT, so it sees no more than host and port; never for loopback.
 */
export function outgoingHttpClient(
  {
    PLEO_BASE_URL = 'http://localhost',
    PLEO_OAUTH_TOKEN_URL,
    NOTICE_URL = 'http://localhost',
    PLEO_CA_FILE,
    HTTPS_PROXY,
    NO_PROXY = '',
  }: Readonly<Settings>,
  pool: Pool,
): Dispatcher {
  const tls = PLEO_CA_FILE ? { ca: [...rootCertificates, ...readCertificates(PLEO_CA_FILE)] } : {};
  const direct = { ...pool, connect: tls };
  if (!HTTPS_PROXY) return new Agent(direct);

  const hosts = [PLEO_BASE_URL, PLEO_OAUTH_TOKEN_URL, NOTICE_URL].map((url) => new URL(url).hostname);
  const nearby = ['localhost', '127.0.0.1', '[::1]', ...hosts.filter(isLoopback)];
  const proxy = new URL(HTTPS_PROXY);
  const token = tokenOf(proxy);
  proxy.username = '';
  proxy.password = '';
  return new EnvHttpProxyAgent({
    ...direct,
    // Set even where it is empty: undici would read a missing one from the environment.
    httpProxy: '',
    httpsProxy: proxy.href,
    noProxy: NO_PROXY === '*' ? '*' : [...nearby, NO_PROXY].join(','),
    requestTls: tls,
    proxyTls: tls,
    ...(token && { token }),
  });
}

/** Also for a name without a password, which undici would drop. */
function tokenOf({ username, password }: URL): string | null {
  if (username === '') return null;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
