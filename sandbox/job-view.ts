import type { ExportJob, ExportJobStatus, FailureReasonType } from './export-job.js';

/** A job in Pleo's words, as its routes answer it. Times are ISO 8601. */
export interface SandboxJob {
  id: string;
  companyId: string;
  status: ExportJobStatus;
  createdAt: string;
  createdBy: string | null;
  startedAt: string | null;
  completedAt: string | null;
  expiredAt: string | null;
  lastUpdatedAt: string | null;
  expiresIn: number;
  numberOfItems: number;
  failureReason: string | null;
  failureReasonType: FailureReasonType | null;
  isInteractive: boolean;
  vendorBasedBookkeeping: boolean;
}

export function jobView(job: ExportJob): SandboxJob {
  return {
    id: job.id,
    companyId: job.companyId,
    status: job.status,
    createdAt: iso(job.createdAt),
    createdBy: job.createdBy,
    startedAt: isoOrNull(job.startedAt),
    completedAt: isoOrNull(job.completedAt),
    expiredAt: isoOrNull(job.expiredAt),
    lastUpdatedAt: isoOrNull(job.lastUpdatedAt),
    expiresIn: job.expiresIn,
    numberOfItems: job.numberOfItems,
    failureReason: job.failureReason,
    failureReasonType: job.failureReasonType,
    isInteractive: job.isInteractive,
    vendorBasedBookkeeping: job.vendorBasedBookkeeping,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}
