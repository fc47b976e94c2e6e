import type { FastifyReply } from 'fastify';

/** Waiting and hanging requests, which are ended when the sandbox is reset or stopped. */
export class HeldRequests {
  readonly #held = new Set<{ cut: () => void; goOn?: () => void }>();

  /** Runs `then` after the wait, even if the client has disconnected; or `cut` when the wait is ended before. */
  wait(ms: number, reply: FastifyReply, then: () => void, cut: () => void): void {
    const goOn = (): void => {
      clearTimeout(timer);
      this.#held.delete(held);
      then();
    };
    const timer = setTimeout(goOn, ms);
    const held = {
      goOn,
      cut: () => {
        clearTimeout(timer);
        reply.raw.destroy();
        cut();
      },
    };
    this.#held.add(held);
  }

  /** Never answered: it ends when the client goes. */
  hang(reply: FastifyReply): void {
    const held = { cut: () => reply.raw.destroy() };
    this.#held.add(held);
    reply.raw.once('close', () => this.#held.delete(held));
  }

  /** Ends all waits now; what hangs goes on hanging. */
  release(): void {
    for (const held of [...this.#held]) held.goOn?.();
  }

  cutAll(): void {
    for (const held of this.#held) held.cut();
    this.#held.clear();
  }
}
