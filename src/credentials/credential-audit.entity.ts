import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';
import type { CredentialType } from './company-credential.entity.js';

/** A row of `credential_audit`: an act on a company's credential, with its actor. Never changed once written. */
@Entity('credential_audit')
@Checks('credential_audit_action_check', 'credential_audit_type_check')
export class CredentialAuditEntity {
  @PrimaryColumn('uuid', { name: 'company_id', primaryKeyConstraintName: 'credential_audit_pkey' })
  companyId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'credential_audit_pkey' })
  id!: string;

  @Column('text')
  action!: 'set' | 'deleted' | 'consent_started' | 'consented' | 'consent_needed';

  @Column('text')
  type!: CredentialType;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  /** Null where the relay runs without keys, and for automatic acts. */
  @Column('text', { nullable: true })
  by!: string | null;
}
