import { ApiProperty } from '@nestjs/swagger';
import { CREDENTIAL_TYPES, type CredentialType } from '../company-credential.entity.js';

/** The status of a credential. */
export const CREDENTIAL_STATUSES = ['active', 'consent_needed', 'unreadable'] as const;
export type CredentialStatus = (typeof CREDENTIAL_STATUSES)[number];

/** A company's credential. No part of a secret is ever shown. */
export class CompanyCredential {
  @ApiProperty({ format: 'uuid' })
  companyId!: string;

  @ApiProperty({ type: String, enum: [...CREDENTIAL_TYPES] })
  type!: CredentialType;

  /**
   * `consent_needed`: Pleo no longer accepts the refresh token. `unreadable`: this replica lacks the key that sealed
   * it. Deliveries of the company wait in both cases.
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
}
