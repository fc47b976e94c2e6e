/**
 * Counts requests that report something of a job, an event or items, and came while another one of the same job was in
 * progress. A client that gives up and retries does not overlap with itself, though a busy sandbox may read the two in
 * the wrong order: it checks again after pending closes are read.
 */
export class Overlaps {
  #inHand = new Map<string, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @returns to be called when the request is answered or its client has gone; calls after the first do nothing */
  enter(jobId: string): () => void {
    const inHand = this.#inHand;
    const others = inHand.get(jobId) ?? 0;
    inHand.set(jobId, others + 1);
    let left = false;
    if (others > 0) {
      void afterNextPoll().then(() => {
        if (!left && (inHand.get(jobId) ?? 0) > 1) this.#count += 1;
      });
    }
    return () => {
      if (left) return;
      left = true;
      const remaining = (inHand.get(jobId) ?? 1) - 1;
      if (remaining === 0) inHand.delete(jobId);
      else inHand.set(jobId, remaining);
    };
  }

  clear(): void {
    this.#inHand = new Map();
    this.#count = 0;
  }
}

/** Resolves when the event loop has read all pending input. */
async function afterNextPoll(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
