import { CannotStart } from '../config/cannot-start.js';
import { DatabaseUnfit } from './database-check.js';
import { isDatabaseUnavailable, isNotLetIn } from './database-errors.js';

/** The server's certificate is signed by no authority that Node trusts. */
const UNVOUCHED = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** Postgres: insufficient_privilege. */
const NO_RIGHT = '42501';

/** The error as a sentence that names the setting, where a person outside can act on it. */
export function explained(setting: string, error: unknown): unknown {
  const { message, code } = error as { message?: string; code?: string };
  const reason =
    reasonNotToWait(error) ??
    (isDatabaseUnavailable(error) ? `leads to a database that cannot be used now: ${message || code}` : null);
  return reason ? new CannotStart(`${setting} ${reason}`, { cause: error }) : error;
}

/** The error of a failed migration, which Postgres rolled back, as a sentence. */
export function migrationFailure(setting: string, error: unknown): CannotStart {
  const known = explained(setting, error);
  if (known instanceof CannotStart) return known;
  const { message, code } = error as { message: string; code?: string };
  const hint =
    code === NO_RIGHT
      ? '. Migrations need an account to which the schema belongs, or that may create in it; RUN_MIGRATIONS=false leaves them to "npm run migrate" with another one'
      : '';
  return new CannotStart(
    `The schema of ${setting} could not be brought up to date, and what failed is undone: ${message}${hint}`,
    { cause: error },
  );
}

/**
 * Why connecting fails for good, and what to do about it; null where waiting may help. Continues the name of the
 * setting. Holds no secret: neither Postgres nor Node repeats one.
 */
export function reasonNotToWait(error: unknown): string | null {
  const { code = '', message = '', syscall } = error as { code?: string; message?: string; syscall?: string };
  if (error instanceof DatabaseUnfit) return message;
  if (isNotLetIn(error)) {
    const hint = /no encryption$/.test(message)
      ? '. It may want TLS: add sslmode=verify-full to the URL'
      : '';
    return `does not let the relay in: ${message}${hint}`;
  }
  if (UNVOUCHED.has(code))
    return (
      `leads to a server whose certificate no known authority has signed (${code}): name the authority that its ` +
      'provider gives out in DATABASE_CA_FILE, a PEM file'
    );
  if (/^(ERR_TLS_|CERT_)/.test(code))
    return `leads to a server whose certificate cannot be taken: ${message}`;
  if (/^ERR_SSL_|^EPROTO$/.test(code) || /error establishing an SSL/.test(message))
    return `leads to a server that does not speak TLS as Postgres does: ${message}`;
  if (/not support SSL/.test(message))
    return 'asks for TLS, which the server does not speak: switch it on there, or use sslmode=disable where the network is yours';
  if (/^SASL: .*password must be/.test(message)) return 'holds no password, and Postgres asks for one';
  if (/^SASL: /.test(message))
    return `leads to a server that does not prove that it knows the password: ${message}`;
  if (code === 'EACCES' && syscall === 'connect')
    return `names a socket that this account may not open: ${message}`;
  return null;
}
