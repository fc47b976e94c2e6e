import { ApiProperty } from '@nestjs/swagger';
import { CREDENTIAL_TYPES, type CredentialType } from '../company-credential.entity.js';

/** The status of a credential. */
export const CREDENTIAL_STATUSES = [
  'active',
  'consent_needed',
  'wrong_company',
  'missing_scopes',
  'unverified',
  'unreadable',
] as const;
export type CredentialStatus = (typeof CREDENTIAL_STATUSES)[number];

/** What Pleo said when it was asked whose a credential is. */
const VERIFICATION_STATUSES = ['verified', 'unverified', 'wrong_company', 'missing_scopes'] as const;

/** Whose a credential is and what it may, by Pleo's `GET /v1/introspect`. */
export class CredentialVerification {
  /**
   * `unverified`: Pleo has not confirmed so far; the relay asks again. `wrong_company` and `missing_scopes`: the
   * credential is not used.
   */
  @ApiProperty({ type: String, enum: [...VERIFICATION_STATUSES] })
  status!: (typeof VERIFICATION_STATUSES)[number];

  /** Pleo's name for the client that it was given to. */
  clientId!: string | null;

  /** What it may do. */
  @ApiProperty({ type: [String], nullable: true })
  scopes!: string[] | null;

  /** The company that it belongs to at Pleo. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  companyId!: string | null;

  /** When Pleo was asked last. */
  checkedAt!: Date | null;

  /** Why it is not `verified`; else null. */
  reason!: string | null;
}

/** Pleo's installation of the app at a company. */
export class CredentialInstallation {
  /**
   * `inactive`: it could not be activated so far; that is tried again. `error`: the relay reported to Pleo that the
   * credential cannot be used.
   */
  @ApiProperty({ type: String, enum: ['active', 'inactive', 'error'] })
  status!: 'active' | 'inactive' | 'error';

  /** Why it is not `active`; else null. */
  reason!: string | null;
}

/** A company's credential. No part of a secret is ever shown. */
export class CompanyCredential {
  @ApiProperty({ format: 'uuid' })
  companyId!: string;

  @ApiProperty({ type: String, enum: [...CREDENTIAL_TYPES] })
  type!: CredentialType;

  /**
   * `consent_needed`: Pleo no longer accepts the refresh token. `wrong_company`: at Pleo it belongs to another company.
   * `missing_scopes`: it may not do what the relay needs. `unverified`: Pleo has not said whose it is, and must confirm
   * it first. `unreadable`: this replica lacks the key that sealed it. Deliveries of the company wait in all of these
   * cases.
   */
  @ApiProperty({ type: String, enum: [...CREDENTIAL_STATUSES] })
  status!: CredentialStatus;

  /** Why it is not `active`, and what to do; else null. */
  reason!: string | null;

  /** When the company first got a credential of its own. */
  createdAt!: Date;

  /** When it was set last, or its status changed. */
  updatedAt!: Date;

  /** The name of the API key that set it or began the consent; null where the relay runs without keys. */
  setBy!: string | null;

  /** With `oauth`: when the access token ends. The relay renews it before. */
  accessTokenExpiresAt!: Date | null;

  /** With `oauth`: when the tokens were last renewed. */
  refreshedAt!: Date | null;

  verification!: CredentialVerification;

  /** How the app is set up at the company, with `PLEO_INSTALLATION=activate`; null before the first look. */
  @ApiProperty({ type: CredentialInstallation, nullable: true })
  installation!: CredentialInstallation | null;
}
