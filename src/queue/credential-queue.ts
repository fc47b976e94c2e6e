/** The name of the credential of the settings, and of the queue that goes out with it. */
export const DEFAULT_CREDENTIAL = 'default';

/** What a replica can send: whose queue it cannot judge it leaves to the others. */
export interface Reach {
  /** The ids of its keys: credentials that another one sealed it cannot open. */
  readonly keyIds: readonly string[];
  /** Beside those, credentials that it has not, or cannot open, each with the reason. */
  readonly leftAlone: ReadonlyMap<string, string>;
}
