/** The name of the credential of the settings, and of the queue that goes out with it. */
export const DEFAULT_CREDENTIAL = 'default';

/** The queues that a replica can send from. A queue whose credential it cannot open is left to other replicas. */
export interface Reach {
  /** The ids of its keys: credentials that another one sealed it cannot open. */
  readonly keyIds: readonly string[];
  /** Besides, credentials that it lacks or cannot open, each with the reason. */
  readonly leftAlone: ReadonlyMap<string, string>;
}
