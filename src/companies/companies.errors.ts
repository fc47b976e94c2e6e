import { DomainError } from '../api/domain-error.js';

/** The company is unknown: no job, no credential, no note. */
export class CompanyNotFound extends DomainError {
  readonly type = 'COMPANY_NOT_FOUND';

  constructor(readonly companyId: string) {
    super(`The company ${companyId} is unknown: it has no job, no credential and no note.`);
  }
}
