import { Injectable, Logger } from '@nestjs/common';
import { bodyText } from '../pleo/body-text.js';
import { readFaultOf } from '../pleo/pleo.outcome.js';
import type { StreamedAnswer } from '../pleo/streamed-exchange.js';
import type { PleoSession } from '../pleo-access/pleo-session.js';
import { CircuitRepository } from '../queue/circuit.repository.js';
import { scrub, watchFor } from '../secrets/sent-secrets.js';
import { beginningOf } from './beginning-of.js';
import { codingOf, decoded } from './codings.js';
import { type Passed, passedHeaders } from './passed.js';
import { watched } from './watched.js';

/** How much of an answer is kept, to be looked through as a whole. */
const LIMIT = 64 * 1024;

/** How long everybody waits when Pleo says that it is asked too often, and not for how long. */
const UNNAMED_WAIT_MS = 5000;

type ErrorAnswer = Pick<StreamedAnswer, 'status' | 'headers'> & { readonly body: AsyncIterable<Buffer> };

/** Passes on answers that say why Pleo did not give what was asked for: they may repeat the request in any guise. */
@Injectable()
export class ErrorAnswers {
  private readonly logger = new Logger('PassedReads');

  constructor(private readonly circuits: CircuitRepository) {}

  /** A coded body goes on without its coding. A 429 pauses the credential for all. Throws what the body ends with. */
  async pass({ status, headers, body }: ErrorAnswer, session: PleoSession): Promise<Passed> {
    const { authorization } = session;
    const coding = codingOf(headers['content-encoding']);
    const { bytes, rest } = await beginningOf(coding ? decoded(body, coding) : body, LIMIT);
    const kept = passedHeaders(headers, authorization);
    const type = kept['Content-Type'];
    const rawBody = bodyText(bytes, { 'content-type': type ?? '' }, LIMIT);
    const text = scrub(rawBody, authorization);
    const passed = {
      status,
      headers: status === 429 ? { ...(await this.pause(headers, text, session)), ...kept } : kept,
    };
    if (rest) {
      // More than anybody says of an error: it goes on as any large answer does.
      return { ...passed, body: watched(joined(bytes, rest), watchFor(authorization)) };
    }
    if (text === rawBody) return { ...passed, body: bytes };
    const inUtf8 = type && { 'Content-Type': type.replace(/;\s*charset\s*=[^;]*/i, ';charset=UTF-8') };
    return { ...passed, headers: { ...passed.headers, ...inUtf8 }, body: Buffer.from(text) };
  }

  /** Deliveries are told as if one of them had been. Returns how long the caller is to wait. */
  private async pause(
    headers: Readonly<Record<string, string>>,
    body: string,
    { credential }: PleoSession,
  ): Promise<{ 'Retry-After': string }> {
    const scrubbed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, scrub(value)]));
    const fault = readFaultOf({
      kind: 'answered',
      status: 429,
      headers: scrubbed,
      body,
      rawBody: body,
      rawType: headers['content-type'] ?? '',
    });
    const waitMs = fault?.kind === 'wait' ? fault.waitMs : UNNAMED_WAIT_MS;
    try {
      await this.circuits.tellToWait(credential, fault?.error ?? '', waitMs);
    } catch (error) {
      // The next delivery or read is told by Pleo itself.
      this.logger.warn(`A pause of a credential could not be stored: ${(error as Error).message}`);
    }
    return { 'Retry-After': String(Math.ceil(waitMs / 1000)) };
  }
}

async function* joined(beginning: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield beginning;
  yield* rest;
}
