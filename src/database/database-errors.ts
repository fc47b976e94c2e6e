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
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What pg says, without a code, when a connection was not to be had, broke, or stayed silent. */
const DRIVER_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable|Cannot use a pool after calling end/;

/** Whether the database could not be reached or could not work: the fault passes, nothing is wrong with the request. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, message, driverError } = error as {
    code?: unknown;
    message?: unknown;
    driverError?: unknown;
  };
  if (driverError) return isDatabaseUnavailable(driverError);
  if (isNotLetIn(error) || isStatementMisplaced(error)) return true;
  if (typeof code === 'string') return PASSING_STATES.test(code) || NETWORK_CODES.has(code);
  return typeof message === 'string' && DRIVER_MESSAGES.test(message);
}

/** Whether Postgres refused the connection for a reason that waiting does not mend. */
export function isNotLetIn(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && NOT_LET_IN.test(code);
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
