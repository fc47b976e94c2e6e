import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Authentication } from '../auth/authentication.js';
import { isLoopback } from '../config/loopback.js';
import { Settings } from '../config/settings.js';
import { ForeignHost, ForeignSite } from '../api/http.errors.js';

/** Host and port as in a `Host` header. */
const HOST = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/;

/**
 * Keeps browsers from acting for pages of other sites. A browser tells where a request comes from
 * (`Sec-Fetch-Site`, `Origin`), and by which name it found the relay (`Host`); programs tell nothing of the first.
 */
@Injectable()
export class OwnSite {
  private readonly names: ReadonlySet<string>;
  private readonly origin: string | null;

  constructor(
    private readonly authentication: Authentication,
    { HOST: host, PUBLIC_URL }: Settings,
  ) {
    const url = PUBLIC_URL ? new URL(PUBLIC_URL) : null;
    this.origin = url?.origin ?? null;
    this.names = new Set([host, ...(url ? [url.hostname] : [])]);
  }

  /**
   * Throws `ForeignHost` where no key protects the relay and the request calls it by a name that is not its own: the
   * page of a site whose name was turned to this machine (DNS rebinding) counts as of the same origin for browsers.
   */
  checkHost({ host }: IncomingHttpHeaders): void {
    // Without any it is no browser.
    if (this.authentication.isOn || host === undefined) return;
    const name = HOST.exec(host)?.[1]?.toLowerCase().replace(/\.$/, '') ?? '';
    if (isLoopback(name) || name.endsWith('.localhost') || this.names.has(name)) return;
    throw new ForeignHost();
  }

  /**
   * Throws `ForeignSite` where a page of another site sends the request: a browser may send it Basic credentials that
   * somebody once typed in, or need none.
   */
  checkSite({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): void {
    if (site === undefined && origin === undefined) return;
    const isOwn = site === undefined ? this.isOwn(origin, host) : site === 'same-origin' || site === 'none';
    if (!isOwn) throw new ForeignSite();
  }

  private isOwn(origin: string | undefined, host: string | undefined): boolean {
    return origin === this.origin || origin === `http://${host}` || origin === `https://${host}`;
  }
}
