import { DomainError } from './domain-error.js';

export class RouteNotFound extends DomainError {
  readonly type = 'ROUTE_NOT_FOUND';

  constructor(method: string, path: string) {
    super(`There is no ${method} ${path} here. GET /docs lists the routes.`);
  }
}

/** The path is one of Pleo's API, of which the relay has only some. Answered as Pleo answers errors. */
export class PathNotPassed extends DomainError {
  readonly type = 'ROUTE_NOT_FOUND';

  constructor(method: string, path: string, passed: readonly string[]) {
    super(
      `The relay does not take ${method} ${path} for Pleo. It takes ${passed.join(', ')}. ` +
        'Call Pleo itself for anything else.',
    );
  }
}

export class ConsoleNotBuilt extends DomainError {
  readonly type = 'ROUTE_NOT_FOUND';

  constructor() {
    super('The console is not built: run "npm run build".');
  }
}

export class MethodNotAllowed extends DomainError {
  readonly type = 'METHOD_NOT_ALLOWED';
  override readonly headers: { Allow: string };

  constructor(method: string, path: string, allowed: readonly string[]) {
    super(`${path} does not take ${method}: use ${allowed.join(' or ')}.`);
    this.headers = { Allow: allowed.join(', ') };
  }
}

export class BodyTooLarge extends DomainError {
  readonly type = 'BODY_TOO_LARGE';

  constructor(limit: number) {
    super(`The body may hold ${limit / 1024} KiB at most.`);
  }
}

/** The body arrived too slowly. */
export class RequestTimeout extends DomainError {
  readonly type = 'REQUEST_TIMEOUT';

  constructor() {
    super('The request arrived too slowly or stalled, and was aborted. Send it again.');
  }
}

/** A browser sent the request for a page of another site (CSRF). */
export class ForeignSite extends DomainError {
  readonly type = 'FOREIGN_SITE';

  constructor() {
    super(
      'Pages of other sites may not change anything here: Sec-Fetch-Site or Origin names another origin.',
    );
  }
}

/** A relay without keys was called by a foreign host name (DNS rebinding). */
export class ForeignHost extends DomainError {
  readonly type = 'FOREIGN_HOST';

  constructor() {
    super(
      'Without API keys the relay answers as localhost and loopback addresses only, and to the names in HOST and ' +
        'PUBLIC_URL: call it by one of these, or set API_KEYS.',
    );
  }
}

export class UnsupportedMediaType extends DomainError {
  readonly type = 'UNSUPPORTED_MEDIA_TYPE';

  constructor(given: string | undefined) {
    super(`Send the body as "Content-Type: application/json" in UTF-8, not as "${given ?? 'nothing'}".`);
  }
}

/** A fault of the relay. Says no more: the cause is in the log under the request id. */
export class InternalError extends DomainError {
  readonly type = 'INTERNAL_ERROR';

  constructor() {
    super('Something went wrong here. The log has the cause under this request id.');
  }
}

/** The caller's key is over its limit for this second. */
export class TooManyRequests extends DomainError {
  readonly type = 'TOO_MANY_REQUESTS';
  override readonly headers = { 'Retry-After': '1' };

  constructor(name: string, most: number) {
    super(`The key "${name}" may send ${most} requests per second. Send this one again in a second.`);
  }
}

/** Nothing was changed, or the outcome is unknown: a retry is safe. */
export class ServiceUnavailable extends DomainError {
  readonly type = 'SERVICE_UNAVAILABLE';
  override readonly headers = { 'Retry-After': '2' };

  constructor(reason: string) {
    super(`${reason} Try again in a few seconds; repeating a report is safe.`);
  }
}
