import { Logger } from '@nestjs/common';

const LEFT_ALONE_MS = 60_000;

/** That so many jobs cannot be claimed is not their fault. */
const MOST = 16;

/** Jobs that this replica could not give out: each is left alone for a minute, so the others are given out. */
export class JobsLeftAlone {
  private readonly logger = new Logger(JobsLeftAlone.name);
  /** Until when, as `performance.now()` counts. */
  private readonly jobs = new Map<string, number>();

  get ids(): string[] {
    for (const [id, until] of this.jobs) if (until < performance.now()) this.jobs.delete(id);
    return [...this.jobs.keys()];
  }

  get isFull(): boolean {
    return this.jobs.size >= MOST;
  }

  add(id: string, error: unknown): void {
    this.jobs.set(id, performance.now() + LEFT_ALONE_MS);
    this.logger.error(
      { jobId: id, err: error },
      `Export job ${id} cannot be claimed, and is skipped for a while`,
    );
  }
}
