/**
 * Faults of the next token request: the connection is cut, or it answers 503 or 502, before or after the tokens were
 * changed; or it hangs after.
 */
export const TOKEN_FAULTS = ['cut_before', 'cut_after', 'fail_before', 'fail_after', 'hang_after'] as const;
export type TokenFault = (typeof TOKEN_FAULTS)[number];

/** The behaviour of the authorization server. */
export interface OAuthBehaviour {
  /** `ask` shows a page with a yes and a no. */
  consent: 'ask' | 'give' | 'refuse';
  /** Whose people consent with `give`; null: those of an organisation. */
  companyId: string | null;
  /** The delay of the token endpoint, in milliseconds. */
  delayMs: number;
  /** One for each of the next requests. */
  faults: TokenFault[];
}

export const GOOD_BEHAVIOUR: Readonly<OAuthBehaviour> = {
  consent: 'ask',
  companyId: null,
  delayMs: 0,
  faults: [],
};
