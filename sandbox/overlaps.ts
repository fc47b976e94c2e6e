/** Counts the event requests that came while another one of the same job was still in hand. */
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
    if (others > 0) this.#count += 1;
    inHand.set(jobId, others + 1);
    let left = false;
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
