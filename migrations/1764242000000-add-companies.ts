import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people say of companies: a note, and that one is put away. Their acts are audited beside those on credentials,
 * with a reason and without the type of a credential.
 */
export class AddCompanies1764242000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_COMPANY);
    await runner.query(`
      ALTER TABLE credential_audit
        DROP CONSTRAINT credential_audit_action_check,
        ADD CONSTRAINT credential_audit_action_check CHECK (action IN (${[...ACTS_BEFORE, ...ACTS].join(', ')})) NOT VALID,
        ALTER COLUMN type DROP NOT NULL,
        ADD COLUMN reason text,
        ADD CONSTRAINT credential_audit_company_check
          CHECK (CASE WHEN action IN (${ACTS.join(', ')}) THEN type IS NULL ELSE type IS NOT NULL END) NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM credential_audit WHERE action IN (${ACTS.join(', ')});

      ALTER TABLE credential_audit
        DROP CONSTRAINT credential_audit_company_check,
        DROP COLUMN reason,
        ALTER COLUMN type SET NOT NULL,
        DROP CONSTRAINT credential_audit_action_check,
        ADD CONSTRAINT credential_audit_action_check CHECK (action IN (${ACTS_BEFORE.join(', ')}));

      UPDATE outbox
      SET credential = coalesce(
        (SELECT company_id::text FROM company_credential WHERE company_id = substr(outbox.credential, 8)::uuid),
        'default'
      )
      WHERE credential LIKE 'parked:%';

      DROP TABLE company`);
  }
}

const ACTS_BEFORE = [
  `'set'`,
  `'deleted'`,
  `'consent_started'`,
  `'consented'`,
  `'consent_needed'`,
  `'verified'`,
  `'wrong_company'`,
  `'missing_scopes'`,
];
const ACTS = [`'note_set'`, `'put_away'`, `'taken_back'`];

const CREATE_COMPANY = `
  CREATE TABLE company (
    id               uuid           NOT NULL,
    note             text,
    put_away_at      timestamptz(3),
    put_away_by      text,
    put_away_reason  text,
    put_away_waiting text,
    created_at       timestamptz(3) NOT NULL DEFAULT now(),
    updated_at       timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT company_pkey PRIMARY KEY (id),
    CONSTRAINT company_put_away_check CHECK (
      num_nulls(put_away_at, put_away_reason, put_away_waiting) IN (0, 3)
      AND (put_away_by IS NULL OR put_away_at IS NOT NULL)
    ),
    CONSTRAINT company_put_away_waiting_check CHECK (put_away_waiting IN ('discard', 'park'))
  );

  COMMENT ON TABLE company IS 'what people said of a company; one of which nobody said anything has no row';
  COMMENT ON COLUMN company.put_away_at IS 'since when nothing of it is sent, whatever credential there is; null: it is not put away';
  COMMENT ON COLUMN company.put_away_waiting IS 'what becomes of its messages: park, until it is taken back, or discard';
  COMMENT ON COLUMN outbox.credential IS
    'which credential it is to go out with: default, or the id of a company that has one of its own; parked: and the id of a company that is put away, where nobody claims it'`;
