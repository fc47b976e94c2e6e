import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';

/** The kinds of credentials. */
export const CREDENTIAL_TYPES = ['api_key', 'oauth'] as const;
export type CredentialType = (typeof CREDENTIAL_TYPES)[number];

/**
 * What Pleo says of a credential. `pending`: it was not asked since it was set, and nothing is sent before.
 * `unverified`: it was asked, and did not say, or it is to be asked about one from before it ever was.
 */
export type Verification = 'pending' | 'unverified' | 'verified' | 'wrong_company' | 'missing_scopes';

/** A row of `company_credential`. The migrations define the table and explain its columns. */
@Entity('company_credential')
@Checks(
  'company_credential_type_check',
  'company_credential_status_check',
  'company_credential_secrets_check',
  'company_credential_refresh_check',
  'company_credential_refreshed_at_check',
  'company_credential_refreshing_until_check',
  'company_credential_refresh_faults_check',
  'company_credential_verification_check',
  'company_credential_check_due_at_check',
  'company_credential_checks_check',
  'company_credential_installation_check',
  'company_credential_installation_tries_check',
)
@Index('company_credential_refreshed_at_idx', { synchronize: false })
export class CompanyCredentialEntity {
  @PrimaryColumn('uuid', { name: 'company_id', primaryKeyConstraintName: 'company_credential_pkey' })
  companyId!: string;

  @Column('text')
  type!: CredentialType;

  @Column('text', { default: 'active' })
  status!: 'active' | 'consent_needed';

  /** Why a new consent is needed. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3, default: () => 'now()' })
  updatedAt!: Date;

  @Column('text', { name: 'set_by', nullable: true })
  setBy!: string | null;

  @Column('uuid')
  generation!: string;

  @Column('text', { name: 'key_id' })
  keyId!: string;

  @Column('bytea', { name: 'api_key', nullable: true })
  apiKey!: Buffer | null;

  @Column('bytea', { name: 'access_token', nullable: true })
  accessToken!: Buffer | null;

  @Column('bytea', { name: 'refresh_token', nullable: true })
  refreshToken!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'access_ends_at', precision: 3, nullable: true })
  accessEndsAt!: Date | null;

  @Column('timestamptz', { name: 'refresh_due_at', nullable: true })
  refreshDueAt!: Date | null;

  /** When the tokens in this row came from Pleo. */
  @Column({ type: 'timestamptz', name: 'refreshed_at', precision: 3, nullable: true })
  refreshedAt!: Date | null;

  @Column('uuid', { name: 'refresh_claim', nullable: true })
  refreshClaim!: string | null;

  @Column('timestamptz', { name: 'refreshing_until', nullable: true })
  refreshingUntil!: Date | null;

  /** Transient refresh failures in a row. */
  @Column('integer', { name: 'refresh_faults', default: 0 })
  refreshFaults!: number;

  @Column('timestamptz', { name: 'retry_at', nullable: true })
  retryAt!: Date | null;

  @Column('text', { default: 'unverified' })
  verification!: Verification;

  @Column('text', { name: 'verification_reason', nullable: true })
  verificationReason!: string | null;

  /** This and the next two as Pleo said. */
  @Column('text', { name: 'client_id', nullable: true })
  clientId!: string | null;

  @Column('text', { array: true, nullable: true })
  scopes!: string[] | null;

  @Column('uuid', { name: 'pleo_company_id', nullable: true })
  pleoCompanyId!: string | null;

  @Column({ type: 'timestamptz', name: 'checked_at', precision: 3, nullable: true })
  checkedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'check_due_at', nullable: true, default: () => 'now()' })
  checkDueAt!: Date | null;

  /** Sweeps that asked in a row and learned nothing. */
  @Column('integer', { default: 0 })
  checks!: number;

  /** How the app is set up at the company; null: nobody looked. */
  @Column('text', { nullable: true })
  installation!: 'active' | 'inactive' | 'error' | null;

  @Column('text', { name: 'installation_reason', nullable: true })
  installationReason!: string | null;

  @Column('timestamptz', { name: 'installation_due_at', nullable: true })
  installationDueAt!: Date | null;

  @Column('integer', { name: 'installation_tries', default: 0 })
  installationTries!: number;
}
