import { DomainError } from '../api/domain-error.js';
import type { ProblemType } from '../api/problem-types.js';
import type { Pause } from '../queue/circuit.js';

const PAUSES = {
  told_to_wait: 'Pleo asked to wait',
  credential_refused: 'Pleo refuses the credential',
  circuit_open: 'Pleo does not work, and gets no new job until it does',
} as const satisfies Record<Pause['kind'], string>;

/** Why a pause of the credential stops creations, in a sentence. */
export function pausedBy({ kind, reason }: Pause): string {
  return `${PAUSES[kind]} (${kind}): ${reason}`;
}

/** The relay did not ask Pleo, or was not let in: no job was made. */
export class PleoNotAsked extends DomainError {
  readonly type = 'SERVICE_UNAVAILABLE';
  override readonly headers: { readonly 'Retry-After': string };

  /** `waitMs` until another try may go through. */
  constructor(reason: string, waitMs: number) {
    super(`The export job was not created: ${reason} Sending it again is safe.`);
    this.headers = { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) };
  }
}

/** Nothing was sent. */
export class PleoUnreachable extends DomainError {
  readonly type = 'PLEO_UNREACHABLE';

  constructor(reason: string) {
    super(`The export job was not created: ${reason} Nothing was sent, so sending it again is safe.`);
  }
}

/** Pleo may have made the job, and it is not found. `isSilent` where Pleo answered nothing at all. */
export class CreationUnknown extends DomainError {
  readonly type: Extract<ProblemType, 'PLEO_SILENT' | 'PLEO_UNCLEAR'>;

  /** `unread`: why Pleo's jobs could not be looked through; null where they were. */
  constructor(reason: string, isSilent: boolean, unread: string | null) {
    const found =
      unread === null
        ? 'By now, no new job of the company has these entries.'
        : `Pleo’s jobs could not be searched: ${unread}`;
    super(
      `It is not known whether Pleo created the export job: ${reason} ${found} ` +
        'The relay does not send it again. Look for it at Pleo first, among the jobs of the company: ' +
        'if there is none, send it again; Pleo refuses a second job of a company beside an unfinished one with 409.',
    );
    this.type = isSilent ? 'PLEO_SILENT' : 'PLEO_UNCLEAR';
  }
}
