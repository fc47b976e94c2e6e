import type { FastifyReply, FastifyRequest } from 'fastify';
import { PleoError, errorAnswer, sendAnswer, type Answer } from './answer.js';
import type { Coat } from './fault-rule.js';
import type { Fault } from './faults.js';
import { readJson, type JsonBody } from './json-body.js';
import type { SandboxState } from './sandbox-state.js';
import type { LoggedRequest } from './request-log.js';
import { isUuid } from './uuid.js';

/** One request at Pleo's routes, from its arrival to its end. */
export class Exchange {
  readonly entry: LoggedRequest;
  readonly #state: SandboxState;
  readonly #reply: FastifyReply;
  readonly #clientIsGone = (): void => this.#leave();
  #leave: () => void = () => undefined;
  #closed = false;
  #waiting = false;

  constructor(state: SandboxState, request: FastifyRequest, reply: FastifyReply) {
    this.#state = state;
    this.#reply = reply;
    this.entry = state.log.open(request.method, request.url, routeOf(request));
    const { authorization } = request.headers;
    this.entry.authorized =
      state.credentials.accepts(authorization) || state.authorization.accepts(authorization);
    reply.raw.once('close', () => this.#onClose());
  }

  /** The exchange of a request at one of Pleo's routes. */
  static of(request: FastifyRequest): Exchange {
    return (request as unknown as { exchange: Exchange }).exchange;
  }

  /** Throws 401 unless the request has a credential that is accepted. */
  requireCredential(): void {
    if (!this.entry.authorized) {
      throw new PleoError(401, 'UNAUTHORIZED', 'The credential is missing, wrong or expired.');
    }
  }

  read(request: FastifyRequest): JsonBody {
    const body = readJson(request.body);
    if (typeof request.body === 'string') {
      this.#state.log.setBody(this.entry, body.ok ? body.value : body.text, request.body.length);
    }
    return body;
  }

  about(jobId: unknown, event: unknown): void {
    if (typeof jobId === 'string') this.entry.jobId = isUuid(jobId) ? jobId.toLowerCase() : jobId;
    if (typeof event === 'string') this.entry.event = event;
  }

  /** From now to its end, another request that reports something of the same job is an overlap. */
  holdJob(): void {
    if (this.entry.jobId !== null) this.#leave = this.#state.overlaps.enter(this.entry.jobId);
  }

  /** Handles the request as Pleo would, or by the fault rules. */
  run(work: () => Answer): void {
    const fault = this.#state.faults.choose(this.entry);
    if (fault === undefined) return this.#send(answerOf(work));
    this.entry.fault = fault.name;
    if (fault.waitMs === 0) return this.#apply(fault, work);
    this.#watchClient();
    this.#waiting = true;
    const cut = (): void => this.#state.log.finish(this.entry);
    const goOn = (): void => {
      this.#waiting = false;
      this.#apply(fault, work);
      if (this.#closed) this.#state.log.finish(this.entry);
    };
    this.#state.held.wait(fault.waitMs, this.#reply, goOn, cut);
  }

  #apply(fault: Fault, work: () => Answer): void {
    switch (fault.outcome) {
      case 'none':
        return this.#send(answerOf(work), fault.coat);
      case 'answer':
        return this.#send(fault.answer!, fault.coat);
      case 'dropConnection':
        return this.#cut();
      case 'loseAnswer':
        answerOf(work);
        return this.#cut();
      case 'hang':
        return this.#hang();
      case 'hangAfterChange':
        answerOf(work);
        return this.#hang();
    }
  }

  #send(answer: Answer, coat?: Coat): void {
    if (!this.#closed) sendAnswer(this.#reply, answer, coat);
  }

  #cut(): void {
    this.#reply.hijack();
    this.#reply.raw.destroy();
  }

  #hang(): void {
    this.#reply.hijack();
    this.#state.log.finish(this.entry);
    if (this.#closed) return;
    this.#watchClient();
    this.#state.held.hang(this.#reply);
  }

  /**
   * Detects the end of the connection before 'close': a client that gives up and retries at once on another connection
   * does not overlap with itself.
   */
  #watchClient(): void {
    this.#reply.raw.socket?.off('end', this.#clientIsGone).once('end', this.#clientIsGone);
  }

  #onClose(): void {
    this.#closed = true;
    this.#leave();
    this.#reply.raw.req.socket.off('end', this.#clientIsGone);
    if (this.#reply.raw.writableFinished) this.#state.log.answered(this.entry, this.#reply.raw.statusCode);
    if (!this.#waiting) this.#state.log.finish(this.entry);
  }
}

/** Pleo's path without version and ids. */
function routeOf({ routeOptions }: FastifyRequest): string {
  return (routeOptions.url ?? '')
    .replace(/^\/v\d\//, '')
    .replace(/\/:(\w+)/g, '/{$1}')
    .replace('::', ':');
}

function answerOf(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof PleoError) return errorAnswer(error);
    throw error;
  }
}
