import { DomainError } from '../api/domain-error.js';

/** The company has no credential of its own. */
export class CredentialNotFound extends DomainError {
  readonly type = 'CREDENTIAL_NOT_FOUND';

  constructor(readonly companyId: string) {
    super(
      `The company ${companyId} has no credential of its own: its events go out with the default one, or wait if there is none.`,
    );
  }
}

/** CREDENTIALS_KEY is not set: nothing can be sealed. */
export class CredentialsNotConfigured extends DomainError {
  readonly type = 'CREDENTIALS_NOT_CONFIGURED';

  constructor() {
    super('Credentials of companies are kept sealed only: set CREDENTIALS_KEY on every replica first.');
  }
}

/** No OAuth client is configured to connect or to refresh with. */
export class OAuthNotConfigured extends DomainError {
  readonly type = 'OAUTH_NOT_CONFIGURED';

  constructor() {
    super('Set PLEO_OAUTH_CLIENT_ID, PLEO_OAUTH_CLIENT_SECRET and PUBLIC_URL on every replica first.');
  }
}
