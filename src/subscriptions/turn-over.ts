/** What looks like a secret of a webhook: Pleo, or a gateway before it, may repeat one in an error. */
const SECRET = /whsec_[A-Za-z0-9+/=_-]*/g;

/**
 * Why a turn ends before it is done. `fault`: Pleo does not answer, or not so that it makes sense. `refused`: it does
 * not let the credential. `lost`: the turn is not ours any more, or there is nothing to ask with.
 */
export class TurnOver extends Error {
  constructor(
    readonly kind: 'fault' | 'refused' | 'lost',
    reason: string,
    /** How long Pleo asks us to wait, in milliseconds. */
    readonly waitMs = 0,
  ) {
    super(reason.replace(SECRET, '[secret]'));
  }
}
