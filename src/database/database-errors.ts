/**
 * SQLSTATE classes and codes after which the same work may succeed later: connection (08), resources (53), operator
 * intervention and shutdown (57P), read-only standby (25006), a transaction left idle (25P03), lock and statement
 * timeouts, deadlock, serialization.
 */
const PASSING_STATES = /^(08...|53...|57P..|57014|25006|25P03|55000|55P03|40P01|40001)$/;

/** Postgres does not let us in: wrong user or password (28), no such database. Somebody has to mend it. */
const NOT_LET_IN = /^(28...|3D000)$/;

/**
 * A prepared statement is not there, or is there already: a pooler gave us another server connection than the one that
 * we had prepared it on. The next try may meet the right one, so it passes like a lost connection.
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

/** What Node calls a TLS handshake that failed, and a certificate that does not prove the server. */
const TLS_CODES = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/;

/** What pg says, without a code, when a connection was not to be had, broke, or stayed silent. */
const DRIVER_MESSAGES =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|Query read timeout|not queryable|Cannot use a pool after calling end|SSL connection|^SASL: /;

/** Whether the database could not be reached or could not work: the fault passes, nothing is wrong with the request. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, message, driverError, syscall } = error as {
    code?: unknown;
    message?: unknown;
    driverError?: unknown;
    syscall?: unknown;
  };
  if (driverError) return isDatabaseUnavailable(driverError);
  // Whatever keeps a socket from being opened, such as a file that is not there yet.
  if (syscall === 'connect') return true;
  if (isNotLetIn(error) || isStatementMisplaced(error)) return true;
  if (typeof code === 'string')
    return PASSING_STATES.test(code) || NETWORK_CODES.has(code) || TLS_CODES.test(code);
  return typeof message === 'string' && DRIVER_MESSAGES.test(message);
}

/** Whether Postgres refused the connection for a reason that waiting does not mend. */
export function isNotLetIn(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && NOT_LET_IN.test(code);
}

/** Whether Postgres cannot keep a text as it is: its encoding has no such character. The same text is never taken. */
export function isTextRefused(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '22021' || code === '22P05';
}

/** Whether a lock was not to be had within lock_timeout. */
export function isLockTimeout(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '55P03';
}

/** Whether a prepared statement was looked for on another server connection than the one that it was prepared on. */
export function isStatementMisplaced(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && STATEMENT_MISPLACED.test(code);
}

/** Whether Postgres undid the transaction to let another one through: it may be run again at once. */
export function isSerializationConflict(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '40P01' || code === '40001';
}
