import type { TakenLease } from '../job-leases/job-leases.js';
import type { ExportJob } from '../jobs/dto/export-job.dto.js';
import type { ReportingRequest } from '../queue/message.js';

/** What a worker asks for. */
export interface Wish {
  /** Jobs of this company only; null: of any. */
  readonly companyId: string | null;
  readonly leaseSeconds: number;
  /** The name of the API key; null where there are none. */
  readonly claimedBy: string | null;
  readonly request: ReportingRequest | null;
}

/** A job that a worker has now. */
export interface Claim extends TakenLease {
  readonly isResumed: boolean;
  /** The job as it is behind the claim, read for all that were claimed with it. */
  readonly job: Promise<ExportJob>;
}

/** What a round of claims came to. */
export interface ClaimRound<Asked extends Wish> {
  readonly claims: ReadonlyMap<Asked, Claim>;
  /** Whether there may be more: some were locked, or taken by another replica, at this moment. */
  readonly isContended: boolean;
  /** In how many milliseconds the next lease may lapse; null where there is none. */
  readonly nextMs: number | null;
}
