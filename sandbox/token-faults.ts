/**
 * What may go wrong with the next request at the token endpoint: the connection is cut, or it answers 503 or 502, before
 * or after the tokens were changed; or it hangs after.
 */
export const TOKEN_FAULTS = ['cut_before', 'cut_after', 'fail_before', 'fail_after', 'hang_after'] as const;
export type TokenFault = (typeof TOKEN_FAULTS)[number];

/** How the authorization server behaves: what its pages and its answers do. */
export interface OAuthBehaviour {
  /** `ask` shows a page with a yes and a no. */
  consent: 'ask' | 'give' | 'refuse';
  /** How long the token endpoint takes, in milliseconds. */
  delayMs: number;
  /** One for each of the next requests. */
  faults: TokenFault[];
}

export const GOOD_BEHAVIOUR: Readonly<OAuthBehaviour> = { consent: 'ask', delayMs: 0, faults: [] };
