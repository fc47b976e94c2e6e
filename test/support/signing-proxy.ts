import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that signs people in, as nginx with oauth2-proxy does: who has a session is named to the relay. */
export interface SigningProxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** Who somebody is by their cookie, and the key that their group has. */
export type Sessions = Readonly<Record<string, { readonly user: string; readonly key: string }>>;

const HEADER = 'x-forwarded-user';

/**
 * Passes requests on to the relay at `target`. Whatever key and name a browser sends is replaced; without a session it
 * is answered 401. A visit of `/in?session` sets the cookie.
 */
export async function startSigningProxy(target: string, sessions: Sessions): Promise<SigningProxy> {
  const server: Server = createServer((asked, answer) => {
    const { pathname, search } = new URL(asked.url ?? '/', 'http://proxy');
    if (pathname === '/in') {
      const cookie = `session=${search.slice(1)}; HttpOnly; SameSite=Lax; Path=/`;
      answer.writeHead(303, { 'Set-Cookie': cookie, Location: '/console/' }).end();
      return;
    }
    const session = /session=(\w+)/.exec(asked.headers.cookie ?? '')?.[1];
    const known = session === undefined ? undefined : sessions[session];
    if (!known) {
      answer.writeHead(401).end('Sign in at the proxy.');
      return;
    }
    const { authorization, cookie, ...headers } = asked.headers;
    void [authorization, cookie];
    const passed = request(new URL(asked.url ?? '/', target), {
      method: asked.method ?? 'GET',
      headers: { ...headers, authorization: `Bearer ${known.key}`, [HEADER]: known.user },
    });
    passed.on('response', (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
