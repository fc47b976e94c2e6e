import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Settings } from '../config/settings.js';
import type { Cancellation } from '../pleo/cancellation.js';
import { codeOf } from '../pleo/code-of.js';
import { PleoReads, type RawRead } from '../pleo/pleo-reads.js';
import type { StreamedBody } from '../pleo/streamed-body.js';
import type { StreamedAnswer } from '../pleo/streamed-exchange.js';
import { PleoAccess } from '../pleo-access/pleo-access.js';
import type { PleoSession } from '../pleo-access/pleo-session.js';
import { type SecretWatch } from '../secrets/secret-watch.js';
import { watchFor } from '../secrets/sent-secrets.js';
import { codingOf, decoded, lookedThrough, readableCodings } from './codings.js';
import { ErrorAnswers } from './error-answers.js';
import { OwnWrites } from './own-writes.js';
import { type Passed, passedHeaders } from './passed.js';
import type { PassedRead } from './passed-read.js';
import {
  AnswerWithheld,
  CredentialRefused,
  NothingToAskWith,
  PleoSilent,
  PleoUnreachable,
  ReadsPaused,
} from './passed-reads.errors.js';
import { type Standing, Standings } from './standings.js';
import { watched } from './watched.js';
import { withOwnWrites } from './with-own-writes.js';

/** HTTP has no others: https://www.rfc-editor.org/rfc/rfc9110#section-15 */
const LAST_STATUS = 599;

/** Of the caller's headers those that go out. */
export interface CallersWishes {
  readonly accept?: string | undefined;
  readonly 'accept-encoding'?: string | undefined;
}

/** Passes reads to Pleo, and shows in its answers what was accepted here and is not there yet. */
@Injectable()
export class PassedReadsService {
  constructor(
    private readonly standings: Standings,
    private readonly access: PleoAccess,
    private readonly pleo: PleoReads,
    private readonly errors: ErrorAnswers,
    private readonly ownWrites: OwnWrites,
    private readonly settings: Settings,
  ) {}

  /**
   * The answer to be passed on. Throws what the caller is to be told instead, or what pg throws. The body of it, too,
   * ends with such an error when it breaks off.
   */
  async pass(read: PassedRead, wishes: CallersWishes, cancellation: Cancellation): Promise<Passed> {
    // Before Pleo is asked: what is delivered in between is right either way.
    const standing = await this.standings.of(read);
    const { since } = standing;
    const raw: RawRead = {
      target: read.target,
      accept: wishes.accept ?? 'application/json',
      acceptEncoding: since ? 'identity' : readableCodings(wishes['accept-encoding']),
    };
    const { answer, session } = await this.ask(raw, read, standing, cancellation);
    const { status } = answer;
    if (status < 200 || status >= 300)
      return this.errors.pass({ ...answer, body: heard(answer.body) }, session);
    return { status, ...this.good(answer, session, read, since) };
  }

  /** A 401 leads to one renewal and one repeat, within the same time. */
  private async ask(
    raw: RawRead,
    read: PassedRead,
    first: Standing,
    cancellation: Cancellation,
  ): Promise<{ answer: StreamedAnswer; session: PleoSession }> {
    const end = performance.now() + this.settings.PLEO_READ_TIMEOUT_MS;
    for (let standing = first, isRepeat = false; ; isRepeat = true) {
      const session = await this.open(standing, cancellation);
      const answer = await this.pleo.get(raw, Math.max(end - performance.now(), 1), session);
      if (answer.kind === 'unanswered') throw unanswered(answer.code);
      if (answer.status > LAST_STATUS) {
        answer.body.leave();
        throw new AnswerWithheld(`HTTP has no status ${answer.status}`);
      }
      if (answer.status !== 401) return { answer, session };
      answer.body.leave();
      if (isRepeat || cancellation.isOver || !(await session.renew()))
        throw new CredentialRefused(session.credential);
      standing = await this.standings.of(read);
    }
  }

  private async open(standing: Standing, cancellation: Cancellation): Promise<PleoSession> {
    const access = await this.access.openForRead(standing, cancellation);
    if ('refused' in access) throw new NothingToAskWith(access.refused);
    if ('pause' in access) throw new ReadsPaused(access.pause, access.waitMs);
    return access;
  }

  private good(
    { status, headers, body }: StreamedAnswer,
    session: PleoSession,
    read: PassedRead,
    since: Date | null,
  ): Omit<Passed, 'status'> {
    const coding = codingOf(headers['content-encoding']);
    const watch = watchFor(session.authorization);
    const kept = passedHeaders(headers, session.authorization);
    const isJson = /json/i.test(headers['content-type'] ?? 'json');
    if (since && isJson && status === 200) {
      // Nobody asked for a coding; an answer that has one anyway must not be taken for one without own writes.
      const plain = coding ? decoded(heard(body), coding) : heard(body);
      const ids = (found: string[]) => this.ownWrites.changes(read, found, since);
      const known = { idOf: idOf(read), changes: ids, statuses: read.statuses };
      return { headers: kept, body: withOwnWrites(watched(plain, watch), known) };
    }
    if (coding) {
      const coded = { ...kept, 'Content-Encoding': coding };
      return { headers: coded, body: lookedThrough(heard(body), coding, watch) };
    }
    // Most are short, and have come with their head.
    const whole = body.whole();
    return { headers: kept, body: whole ? withoutSecrets(whole, watch) : watched(heard(body), watch) };
  }
}

/** Which of Pleo's elements a read shows: jobs, or the items of its own job. */
function idOf({ kind, jobId }: PassedRead): (element: Readonly<Record<string, unknown>>) => string | null {
  return (element) => {
    const isOther = kind === 'items' && lower(element['exportJobId'] ?? jobId) !== jobId;
    const id = lower(kind === 'items' ? element['accountingEntryId'] : element['id']);
    return !isOther && isUUID(id, 'loose') ? id : null;
  };
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/** A body that ends with an error for the caller, where it breaks off. */
async function* heard(body: StreamedBody): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw unanswered(codeOf(error));
  }
}

function withoutSecrets(whole: Buffer, watch: SecretWatch): Buffer {
  const passed = watch.pass(whole);
  const rest = watch.rest();
  return rest.length === 0 ? passed : Buffer.concat([passed, rest]);
}

function unanswered(code: string): Error {
  return code === 'TIMEOUT' ? new PleoSilent() : new PleoUnreachable(code);
}
