import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Authentication } from '../auth/authentication.js';
import { isLoopback } from '../config/loopback.js';
import { Settings } from '../config/settings.js';
import { ForeignHost, ForeignSite } from '../api/http.errors.js';

/** Host and port as in a `Host` header. */
const HOST = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/;

/**
 * Protects against CSRF and DNS rebinding. A browser tells the origin of a request (`Sec-Fetch-Site`, `Origin`) and the
 * name by which it found the relay (`Host`); programs send no origin.
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
   * Throws `ForeignHost` where no key protects the relay and `Host` is a foreign name: for browsers, a page of a site
   * whose name resolves to this machine (DNS rebinding) is of the same origin.
   */
  checkHost({ host }: IncomingHttpHeaders): void {
    // Browsers always send one.
    if (this.authentication.isOn || host === undefined) return;
    const name = HOST.exec(host)?.[1]?.toLowerCase().replace(/\.$/, '') ?? '';
    if (isLoopback(name) || name.endsWith('.localhost') || this.names.has(name)) return;
    throw new ForeignHost();
  }

  /**
   * Throws `ForeignSite` for a request that a page of another site sends (CSRF): the browser may add Basic credentials
   * that were once typed in, or need none.
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
