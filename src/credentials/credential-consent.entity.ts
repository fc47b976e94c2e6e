import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A row of `credential_consent`: an open consent, which a person was sent to Pleo for. */
@Entity('credential_consent')
@Index('credential_consent_expires_at_idx', ['expiresAt'])
export class CredentialConsentEntity {
  /** SHA-256 of the state: a reader of the table cannot answer the consent. */
  @PrimaryColumn('bytea', { name: 'state_hash', primaryKeyConstraintName: 'credential_consent_pkey' })
  stateHash!: Buffer;

  @Column('uuid', { name: 'company_id' })
  companyId!: string;

  @Column('text', { name: 'key_id' })
  keyId!: string;

  /** Sealed. */
  @Column('bytea', { name: 'code_verifier' })
  codeVerifier!: Buffer;

  @Column('text', { name: 'started_by', nullable: true })
  startedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;
}
