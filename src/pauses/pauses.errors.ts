import { DomainError } from '../api/domain-error.js';

/** Nothing of the company is sent anyway. */
export class CompanyIsPutAway extends DomainError {
  readonly type = 'COMPANY_IS_PUT_AWAY';

  constructor(readonly companyId: string) {
    super(`The company ${companyId} is put away: nothing of it is sent until it is taken back.`);
  }
}
