import type { ClaimExportJob } from './dto/claim-export-job.dto.js';

/** Bodies of claims for the OpenAPI document. */
export const CLAIMS = {
  next: { summary: 'The next job, as soon as there is one.', value: { waitSeconds: 30 } },
  ofCompany: {
    summary: 'One of a company, if there is one now.',
    value: { companyId: '3c8f1d52-6b07-4e9a-b1d4-90a7e5c2f683', leaseSeconds: 600 },
  },
} satisfies Record<string, { summary: string; value: ClaimExportJob }>;
