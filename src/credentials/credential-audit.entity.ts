import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Checks } from '../database/checks.decorator.js';
import type { CredentialType } from './company-credential.entity.js';

/**
 * A row of `credential_audit`: an act on a company or its credential, with its actor. Never changed once written.
 */
@Entity('credential_audit')
@Checks('credential_audit_action_check', 'credential_audit_type_check', 'credential_audit_company_check')
export class CredentialAuditEntity {
  @PrimaryColumn('uuid', { name: 'company_id', primaryKeyConstraintName: 'credential_audit_pkey' })
  companyId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'credential_audit_pkey' })
  id!: string;

  @Column('text')
  action!:
    | 'set'
    | 'deleted'
    | 'consent_started'
    | 'consented'
    | 'consent_needed'
    | 'verified'
    | 'wrong_company'
    | 'missing_scopes'
    | 'note_set'
    | 'put_away'
    | 'taken_back'
    | 'subscribed'
    | 'subscription_lost'
    | 'rotation_asked'
    | 'subscription_removed'
    | 'subscription_left_over';

  /** Null in acts on the company itself. */
  @Column('text', { nullable: true })
  type!: CredentialType | null;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  /** Null where the relay runs without keys, and for automatic acts. */
  @Column('text', { nullable: true })
  by!: string | null;

  /** Why a company was put away; what of its subscription is meant. */
  @Column('text', { nullable: true })
  reason!: string | null;
}
