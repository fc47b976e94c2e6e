import { DomainError } from '../api/domain-error.js';
import type { Scope } from '../config/values/api-keys.js';

/** The request carries no key, or none that is known. */
export class Unauthorized extends DomainError {
  readonly type = 'UNAUTHORIZED';
  override readonly headers = { 'WWW-Authenticate': 'Bearer, Basic realm="pleo-export-relay"' };

  constructor() {
    super(
      'Send a valid API key: "Authorization: Bearer KEY", or Basic with the key as user name and no password.',
    );
  }
}

/** The key is that of a proxy that signs people in, and the request does not say whom. */
export class UserNotNamed extends DomainError {
  readonly type = 'FORBIDDEN';

  constructor(name: string, header: string) {
    super(
      `The key "${name}" belongs to a proxy that names a user in ${header}, and this request names none.`,
    );
  }
}

/** The key is known, but its scope does not reach this route. */
export class Forbidden extends DomainError {
  readonly type = 'FORBIDDEN';

  constructor(name: string, needed: Scope) {
    super(`The key "${name}" may not do this: the route needs the scope "${needed}".`);
  }
}
