import { setTimeout as sleep } from 'node:timers/promises';
import type { ExportJob, FailureReasonType } from '../../client/relay-client.js';

const ITEM_MS = 20;

/** What keeps a job from being exported. */
export class CannotExport extends Error {
  constructor(
    message: string,
    readonly type: FailureReasonType,
  ) {
    super(message);
  }
}

/** Stands for the real work: writing each item of the job into an accounting system. Put yours here. */
export async function exportItems({ numberOfItems }: ExportJob): Promise<void> {
  if (numberOfItems === 0) throw new CannotExport('The job has no items to export.', 'validation_failure');
  await sleep(ITEM_MS * (numberOfItems ?? 1));
}
