import { DomainError } from '../api/domain-error.js';
import type { Pause } from '../queue/circuit.js';

/** As many reads are under way as the relay passes on at once. */
export class TooManyReads extends DomainError {
  readonly type = 'SERVICE_UNAVAILABLE';
  override readonly headers = { 'Retry-After': '1' };

  constructor(most: number) {
    super(
      `${most} reads are being passed to Pleo already (READ_CONCURRENCY). Send this one again in a second.`,
    );
  }
}

const PAUSES = {
  told_to_wait: 'Pleo asked to wait',
  credential_refused: 'Pleo refuses the credential',
  circuit_open: 'Pleo does not work',
} as const satisfies Record<Pause['kind'], string>;

/** The credential is paused. */
export class ReadsPaused extends DomainError {
  readonly type = 'SERVICE_UNAVAILABLE';
  override readonly headers: { 'Retry-After': string };

  /** `reason` is of the pause, scrubbed. */
  constructor({ kind, reason }: Pause, waitMs: number) {
    const seconds = Math.max(Math.ceil(waitMs / 1000), 1);
    super(`${PAUSES[kind]}, so nothing is asked with this credential for ${seconds} s (${kind}): ${reason}`);
    this.headers = { 'Retry-After': String(seconds) };
  }
}

/** How long a reader is told to wait for what a person has to correct, in seconds. */
const MENDING_S = '60';

/** There is nothing to ask with. */
export class NothingToAskWith extends DomainError {
  readonly type = 'SERVICE_UNAVAILABLE';
  override readonly headers = { 'Retry-After': MENDING_S };

  constructor(reason: string) {
    super(`Pleo cannot be asked for this company: ${reason}`);
  }
}

/** Pleo answered 401, and there is no other token by now. */
export class CredentialRefused extends DomainError {
  readonly type = 'SERVICE_UNAVAILABLE';
  override readonly headers = { 'Retry-After': MENDING_S };

  constructor(credential: string) {
    const whose =
      credential === 'default' ? 'the default credential' : `the credential of company ${credential}`;
    super(`Pleo answered 401: it refuses ${whose}.`);
  }
}

/** Pleo did not begin to answer in time, or fell silent before anything of the body was passed on. */
export class PleoSilent extends DomainError {
  readonly type = 'PLEO_SILENT';

  constructor() {
    super('Pleo did not answer in time (PLEO_READ_TIMEOUT_MS). Reading again is safe.');
  }
}

export class PleoUnreachable extends DomainError {
  readonly type = 'PLEO_UNREACHABLE';

  /** `code` is a word, such as ECONNREFUSED. */
  constructor(code: string) {
    super(`Pleo could not be reached: ${code}. Reading again is safe.`);
  }
}

/** What Pleo answered may not be passed on, or cannot be looked through. */
export class AnswerWithheld extends DomainError {
  readonly type = 'PLEO_UNREACHABLE';

  constructor(what: string) {
    super(`The answer was withheld: ${what}.`);
  }
}
