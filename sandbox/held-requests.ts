import type { FastifyReply } from 'fastify';

/** Waiting and hanging requests, which are ended when the sandbox is reset or stopped. */
export class HeldRequests {
  readonly #held = new Set<{ cut: () => void }>();

  /** Runs `then` after the wait, even if the client has disconnected; or `cut` when the wait is ended before. */
  wait(ms: number, reply: FastifyReply, then: () => void, cut: () => void): void {
    const timer = setTimeout(() => {
      this.#held.delete(held);
      then();
    }, ms);
    const held = {
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

  cutAll(): void {
    for (const held of this.#held) held.cut();
    this.#held.clear();
  }
}
