import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../config/values/api-keys.js';
import { Settings } from '../config/settings.js';
import { UserNotNamed } from './auth.errors.js';

/** A name, or an e-mail address. Headers that came twice are joined by a comma and a space, and name nobody. */
const USER = /^[\x21-\x2b\x2d-\x7e]{1,100}$/;

/**
 * Single sign-on: people whom a proxy has signed in. It sends a key of SSO_KEYS and names the user in SSO_USER_HEADER.
 * The key gives the access, and only with it the header is believed: no header alone ever gives any.
 */
@Injectable()
export class ProxyUsers {
  private readonly header: string;
  private readonly keys: ReadonlySet<string>;

  constructor({ SSO_USER_HEADER, SSO_KEYS }: Settings) {
    this.header = SSO_USER_HEADER ?? '';
    this.keys = new Set(SSO_KEYS?.split(','));
  }

  /**
   * Who calls with the key of `caller`: itself, or with a key of SSO_KEYS the user, by the name `key/user`, which no
   * key can have. Throws `UserNotNamed` where such a request names no user: nobody would know who did what.
   */
  callerOf(caller: Caller, headers: IncomingHttpHeaders): Caller {
    if (!this.keys.has(caller.name)) return caller;
    const user = headers[this.header.toLowerCase()];
    if (typeof user !== 'string' || !USER.test(user)) throw new UserNotNamed(caller.name, this.header);
    return { name: `${caller.name}/${user}`, scope: caller.scope };
  }
}
