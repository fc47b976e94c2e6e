import type { PleoCredentials } from '../credentials/pleo-credentials.js';
import type { Cancellation } from '../pleo/cancellation.js';
import type { Permit } from '../pleo/permit.js';
import type { PleoAnswer } from '../pleo/pleo.answer.js';

/**
 * A company's leave to ask Pleo: a permit for requests, one after the other, and what follows when Pleo refuses it. It
 * neither repeats a request nor tells the circuit of one.
 */
export class PleoSession implements Permit {
  private renewal: Promise<boolean> | null = null;

  /** `credential` is the name under which pauses are kept. */
  constructor(
    readonly credential: string,
    readonly authorization: string,
    readonly cancellation: Cancellation,
    private readonly companyId: string | null,
    private readonly credentials: PleoCredentials,
  ) {}

  /** Makes one request. What Pleo answers 401 to is renewed for the next session. Throws what pg throws. */
  async read(request: (permit: Permit) => Promise<PleoAnswer>): Promise<PleoAnswer> {
    const answer = await request(this);
    // 403 says that the credential may not: another token would not either.
    const isRefused = answer.kind === 'answered' && answer.status === 401;
    if (isRefused && !this.cancellation.isOver) await this.renew();
    return answer;
  }

  /**
   * Pleo answered 401: renews the authorization, once. Resolves to whether there is another one by now. Throws what pg
   * throws.
   */
  renew(): Promise<boolean> {
    return (this.renewal ??= this.credentials.refused(this.credential, this.authorization));
  }

  /** Why nothing can be sent for the company any more; null when something can. Throws what pg throws. */
  async refusal(): Promise<string | null> {
    const company = await this.credentials.authorizationFor(this.companyId);
    return 'refused' in company ? company.refused : null;
  }
}
