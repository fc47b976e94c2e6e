import { Injectable } from '@nestjs/common';
import { DEFAULT_CREDENTIAL, type Reach } from '../queue/credential-queue.js';
import { Loops } from '../loops/loops.js';
import type { LoopStatus } from '../loops/loop-status.js';
import { QueueRepository } from '../queue/queue.repository.js';
import type { ClaimedMessage } from '../queue/message.js';

/** How often all queues are looked at, at most, in milliseconds. */
const LOOK_INTERVAL_MS = 1000;

/** A look takes no more than this part of the time, however slow Postgres is at it. */
const LOOK_SHARE = 1 / 20;

/** What came of a claim. */
export interface Claimed {
  readonly messages: ClaimedMessage[];
  /** Whether one of the queues had its whole share of the limit, so more may be due in it. */
  readonly isMoreDue: boolean;
}

/** What this replica knows of a credential's queue. */
interface Queue {
  /** Low-water mark of the claims: nothing that may be claimed was due earlier. Null when it is not known. */
  mark: number | null;
  /** Whether anything waits there, due or not, as far as is known. */
  waits: boolean;
  /** Looks begun when something new was last told of: the last one of them may not have seen it. */
  newsAt: number;
  /** Claims begun when the mark was last put lower: the last one of them did not know that. */
  loweredAt: number;
}

/**
 * Claims messages in the queues in which something waits, each from its low-water mark, so a claim does not pass
 * over what was delivered already. The marks are a replica's own and only save work: what lies below one, because its
 * commit took long or whose row was locked, is found by the next look at all queues.
 */
@Injectable()
export class DueQueues {
  /** Whether all queues can be looked at. Not needed to be ready: claims go on meanwhile. */
  private readonly status: LoopStatus;
  private readonly queues = new Map<string, Queue>();
  private claims = 0;
  private looks = 0;
  private looking = false;
  private lookedAt = -Infinity;
  private lookTookMs = 0;

  constructor(
    private readonly repository: QueueRepository,
    loops: Loops,
  ) {
    this.status = loops.add('queues', 'Looking for queues', 'shown');
  }

  /** Something new waits in this queue. */
  noteNews(credential: string): void {
    const queue = this.know(credential);
    queue.waits = true;
    queue.newsAt = this.looks;
  }

  /** Something new may wait anywhere: look as soon as may be. */
  noteNewsAnywhere(): void {
    this.lookedAt = Math.min(this.lookedAt, performance.now() - LOOK_INTERVAL_MS);
  }

  /** Claims what is due: see `QueueRepository.claim`. */
  async claim(
    kinds: readonly string[],
    limit: number,
    probes: readonly string[],
    remaining: ReadonlyMap<string, number>,
    reach: Reach,
  ): Promise<Claimed> {
    this.claims += 1;
    const claim = this.claims;
    const { messages, queues } = await this.repository.claim(
      kinds,
      limit,
      probes,
      remaining,
      reach,
      this.marks(),
    );
    for (const { credential, mark } of queues) {
      const queue = this.know(credential);
      if (queue.loweredAt < claim) queue.mark = mark;
    }
    return { messages, isMoreDue: queues.some(({ isMoreDue }) => isMoreDue) };
  }

  /** Looks at all queues when it is time. Resolves to whether that brought anything to light. Never throws. */
  async look(): Promise<boolean> {
    const pauseMs = Math.max(LOOK_INTERVAL_MS, this.lookTookMs / LOOK_SHARE);
    if (this.looking || performance.now() - this.lookedAt < pauseMs) return false;
    this.looking = true;
    this.looks += 1;
    const begunAt = performance.now();
    try {
      const found = await this.repository.findQueues();
      this.status.succeeded();
      for (const queue of this.queues.values()) if (queue.newsAt < this.looks) queue.waits = false;
      return found.map(({ credential, oldestDue }) => this.learn(credential, oldestDue)).includes(true);
    } catch (error) {
      this.status.failed(error);
      return false;
    } finally {
      this.lookedAt = performance.now();
      this.lookTookMs = this.lookedAt - begunAt;
      this.looking = false;
    }
  }

  private learn(credential: string, oldestDue: number): boolean {
    const queue = this.know(credential);
    const isLower = queue.mark === null || oldestDue < queue.mark;
    if (isLower) {
      queue.mark = oldestDue;
      queue.loweredAt = this.claims;
    }
    queue.waits = true;
    return isLower;
  }

  /**
   * The queues in which something waits, as far as is known, and from where on. The default credential's is always
   * among them, so a claim is made even where nothing is known to wait.
   */
  marks(): ReadonlyMap<string, number | null> {
    const marks = new Map([[DEFAULT_CREDENTIAL, this.queues.get(DEFAULT_CREDENTIAL)?.mark ?? null]]);
    for (const [credential, { mark, waits }] of this.queues) if (waits) marks.set(credential, mark);
    return marks;
  }

  private know(credential: string): Queue {
    let queue = this.queues.get(credential);
    if (!queue) {
      queue = { mark: null, waits: false, newsAt: 0, loweredAt: 0 };
      this.queues.set(credential, queue);
    }
    return queue;
  }
}
