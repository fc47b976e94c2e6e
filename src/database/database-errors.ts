/**
 * Transient SQLSTATE classes and codes: connection (08), resources (53), operator intervention and shutdown (57P),
 * read-only standby (25006), a transaction left idle (25P03), lock and statement timeouts, deadlock, serialization.
 */
const PASSING_STATES = /^(08...|53...|57P..|57014|25006|25P03|55000|55P03|40P01|40001)$/;

/** Access denied: wrong user or password (28), no such database. Waiting does not help. */
const NOT_LET_IN = /^(28...|3D000)$/;

/**
 * A prepared statement is missing or exists already: a pooler assigned another server connection than the one that it
 * was prepared on. The next try may get the right one, so this is transient like a lost connection.
 */
const STATEMENT_MISPLACED = /^(26000|42P05)$/;

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPROTO',
]);

/** Node's codes for a failed TLS handshake and for a certificate that does not prove the server. */
const TLS_CODES = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/;

/** Messages of pg, without a code, for a connection that was unavailable, broke, or stayed silent. */
const DRIVER_MESSAGES =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|Query read timeout|not queryable|Cannot use a pool after calling end|SSL connection|^SASL: /;

/** Whether the database was unreachable or unable to work: transient, and no fault of the request. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, message, driverError, syscall } = error as {
    code?: unknown;
    message?: unknown;
    driverError?: unknown;
    syscall?: unknown;
  };
  if (driverError) return isDatabaseUnavailable(driverError);
  // Anything that prevents the connection, such as a socket file that does not exist yet.
  if (syscall === 'connect') return true;
  if (isNotLetIn(error) || isStatementMisplaced(error)) return true;
  if (typeof code === 'string')
    return PASSING_STATES.test(code) || NETWORK_CODES.has(code) || TLS_CODES.test(code);
  return typeof message === 'string' && DRIVER_MESSAGES.test(message);
}

/** Whether Postgres refused the connection for good: waiting does not help. */
export function isNotLetIn(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && NOT_LET_IN.test(code);
}

/** Whether Postgres cannot store a text: its encoding lacks a character. The same text always fails. */
export function isTextRefused(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '22021' || code === '22P05';
}

/** Whether lock_timeout expired. */
export function isLockTimeout(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '55P03';
}

/** Whether a prepared statement was used on another server connection than the one that it was prepared on. */
export function isStatementMisplaced(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && STATEMENT_MISPLACED.test(code);
}

/** Whether Postgres undid the transaction to let another one through: it may be run again at once. */
export function isSerializationConflict(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '40P01' || code === '40001';
}
