import { DomainError } from '../api/domain-error.js';

/** Nothing is known of the company: no job, no credential, and nobody said anything of it. */
export class CompanyNotFound extends DomainError {
  readonly type = 'COMPANY_NOT_FOUND';

  constructor(readonly companyId: string) {
    super(`The company ${companyId} is unknown: it has no job, no credential and no note.`);
  }
}
