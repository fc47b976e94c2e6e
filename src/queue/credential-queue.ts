/** The name of the credential of the settings, and of the queue that goes out with it. */
export const DEFAULT_CREDENTIAL = 'default';

/**
 * How the names of queues begin in which the messages of companies wait that are put away; the company's id follows.
 * Nobody claims there. Behind the names of all other queues, in the order of bytes.
 */
export const PARKED = 'parked:';

/** The same of companies whose deliveries are paused by hand. Behind PARKED, so nobody claims there either. */
export const PAUSED = 'paused:';

/**
 * How the reason of a pause begins where the key that sealed a credential is missing: only the operator can correct it.
 */
export const CANNOT_BE_OPENED = 'The credential cannot be opened: ';

/** The same where Pleo has not said whose a credential is: nothing that its company does would help. */
export const NOT_VERIFIED = 'The credential is not verified: ';

/** The queues that a replica can send from. A queue whose credential it cannot open is left to other replicas. */
export interface Reach {
  /** The ids of its keys: credentials that another one sealed it cannot open. */
  readonly keyIds: readonly string[];
  /** Besides, credentials that it lacks or cannot open, each with the reason. */
  readonly leftAlone: ReadonlyMap<string, string>;
}
