import type { Cancellation } from './cancellation.js';

/** What lets a request go. */
export interface Permit {
  /** The value of its Authorization header. */
  readonly authorization: string;
  /** It is given up when this is over, which is asked again when it is about to start. */
  readonly cancellation: Cancellation;
}
