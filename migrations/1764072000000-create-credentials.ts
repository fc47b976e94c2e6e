import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credentials of companies: sealed, with who set them and when. The secrets in here open with CREDENTIALS_KEY only. */
export class CreateCredentials1764072000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_COMPANY_CREDENTIAL);
    await runner.query(CREATE_CREDENTIAL_CONSENT);
    await runner.query(CREATE_CREDENTIAL_AUDIT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE credential_audit, credential_consent, company_credential');
  }
}

const CREATE_COMPANY_CREDENTIAL = `
  CREATE TABLE company_credential (
    company_id       uuid           NOT NULL,
    type             text           NOT NULL,
    status           text           NOT NULL DEFAULT 'active',
    reason           text,
    created_at       timestamptz(3) NOT NULL DEFAULT now(),
    updated_at       timestamptz(3) NOT NULL DEFAULT now(),
    set_by           text,
    generation       uuid           NOT NULL,
    key_id           text           NOT NULL,
    api_key          bytea,
    access_token     bytea,
    refresh_token    bytea,
    access_ends_at   timestamptz(3),
    refresh_due_at   timestamptz,
    refreshed_at     timestamptz(3),
    refresh_claim    uuid,
    refreshing_until timestamptz,
    refresh_faults   integer        NOT NULL DEFAULT 0,
    retry_at         timestamptz,
    CONSTRAINT company_credential_pkey PRIMARY KEY (company_id),
    CONSTRAINT company_credential_type_check
      CHECK (type IN ('api_key', 'oauth')),
    CONSTRAINT company_credential_status_check
      CHECK (status = 'active' OR (status = 'consent_needed' AND type = 'oauth' AND reason IS NOT NULL)),
    CONSTRAINT company_credential_secrets_check
      CHECK (CASE type WHEN 'api_key' THEN num_nulls(api_key, access_token, refresh_token) = 2 AND api_key IS NOT NULL
        ELSE api_key IS NULL AND num_nulls(access_token, refresh_token) = 0 END),
    CONSTRAINT company_credential_refresh_check
      CHECK (type = 'oauth' OR num_nonnulls(access_ends_at, refresh_due_at, refreshed_at, refresh_claim) = 0),
    CONSTRAINT company_credential_refreshed_at_check
      CHECK (type <> 'oauth' OR refreshed_at IS NOT NULL),
    CONSTRAINT company_credential_refreshing_until_check
      CHECK ((refresh_claim IS NULL) = (refreshing_until IS NULL)),
    CONSTRAINT company_credential_refresh_faults_check
      CHECK (refresh_faults >= 0)
  );

  COMMENT ON COLUMN company_credential.generation IS 'another one with every change of the secrets';
  COMMENT ON COLUMN company_credential.key_id IS 'which key of CREDENTIALS_KEY sealed the secrets of this row';
  COMMENT ON COLUMN company_credential.refresh_due_at IS
    'when the access token is to be renewed without being refused first; null: not before it is';
  COMMENT ON COLUMN company_credential.refresh_claim IS
    'fencing token of the refresh under way: only who holds it may write new tokens; one that is left behind after refreshing_until means that nobody knows whether the refresh token was used';
  COMMENT ON COLUMN company_credential.retry_at IS 'after a refresh that failed in passing';

  -- Refresh tokens that nobody used for long, from the old end.
  CREATE INDEX company_credential_refreshed_at_idx ON company_credential (refreshed_at)
    WHERE type = 'oauth' AND status = 'active'`;

const CREATE_CREDENTIAL_CONSENT = `
  CREATE TABLE credential_consent (
    state_hash    bytea          NOT NULL,
    company_id    uuid           NOT NULL,
    key_id        text           NOT NULL,
    code_verifier bytea          NOT NULL,
    started_by    text,
    expires_at    timestamptz(3) NOT NULL,
    CONSTRAINT credential_consent_pkey PRIMARY KEY (state_hash)
  );

  COMMENT ON TABLE credential_consent IS 'consents under way: a row is taken out by the callback that answers it';

  -- Consents that nobody came back from.
  CREATE INDEX credential_consent_expires_at_idx ON credential_consent (expires_at)`;

const CREATE_CREDENTIAL_AUDIT = `
  CREATE TABLE credential_audit (
    company_id uuid           NOT NULL,
    id         uuid           NOT NULL,
    action     text           NOT NULL,
    type       text           NOT NULL,
    at         timestamptz(3) NOT NULL,
    by         text,
    CONSTRAINT credential_audit_pkey PRIMARY KEY (company_id, id),
    CONSTRAINT credential_audit_action_check
      CHECK (action IN ('set', 'deleted', 'consent_started', 'consented', 'consent_needed')),
    CONSTRAINT credential_audit_type_check
      CHECK (type IN ('api_key', 'oauth'))
  );

  COMMENT ON TABLE credential_audit IS 'who did what to the credential of a company; outlives the credential'`;
