import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The subscriptions through which Pleo tells of a company's jobs, and the sealed secrets of their webhooks. */
export class AddWebhookSubscriptions1764241000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_WEBHOOK_SUBSCRIPTION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_subscription');
  }
}

const CREATE_WEBHOOK_SUBSCRIPTION = `
  CREATE TABLE webhook_subscription (
    company_id        uuid           NOT NULL,
    status            text           NOT NULL DEFAULT 'pending',
    reason            text,
    subscription_id   text,
    key_id            text,
    secret            bytea,
    secret_since      timestamptz(3),
    previous_id       text,
    previous_key_id   text,
    previous_secret   bytea,
    previous_until    timestamptz(3),
    rotation_asked_at timestamptz(3),
    checked_at        timestamptz(3),
    looked_at         timestamptz(3) NOT NULL DEFAULT now(),
    due_at            timestamptz    NOT NULL DEFAULT now(),
    tries             integer        NOT NULL DEFAULT 0,
    claim             uuid,
    taken_until       timestamptz,
    created_at        timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT webhook_subscription_pkey PRIMARY KEY (company_id),
    CONSTRAINT webhook_subscription_status_check
      CHECK (status IN ('pending', 'active', 'refused', 'lost', 'removing')),
    CONSTRAINT webhook_subscription_active_check
      CHECK (status NOT IN ('active', 'lost') OR secret IS NOT NULL),
    CONSTRAINT webhook_subscription_secret_check CHECK (
      num_nulls(key_id, secret, secret_since) IN (0, 3) AND (secret IS NULL OR subscription_id IS NOT NULL)
    ),
    CONSTRAINT webhook_subscription_previous_check CHECK (
      num_nulls(previous_id, previous_key_id, previous_secret, previous_until) IN (0, 4)
      AND (previous_id IS NULL OR secret IS NOT NULL)
    ),
    CONSTRAINT webhook_subscription_tries_check CHECK (tries >= 0),
    CONSTRAINT webhook_subscription_taken_until_check CHECK ((claim IS NULL) = (taken_until IS NULL))
  );

  COMMENT ON TABLE webhook_subscription IS
    'the subscription through which Pleo tells of a company''s jobs; a company that was never looked after has no row';
  COMMENT ON COLUMN webhook_subscription.status IS
    'lost: Pleo has it no more, and it could not be made again so far; removing: the company''s credential is being deleted, or was and this was left over';
  COMMENT ON COLUMN webhook_subscription.secret_since IS 'since when the secret is known here: its age counts from then';
  COMMENT ON COLUMN webhook_subscription.previous_id IS
    'the subscription before: its secret is good, too, until it is removed at Pleo some time after previous_until';
  COMMENT ON COLUMN webhook_subscription.checked_at IS 'when Pleo last listed it, or took it';
  COMMENT ON COLUMN webhook_subscription.looked_at IS 'when a sweep last took it up';
  COMMENT ON COLUMN webhook_subscription.due_at IS 'when a sweep takes it up again, unless the credential is set anew before';
  COMMENT ON COLUMN webhook_subscription.tries IS 'turns in a row that did not come to an end';
  COMMENT ON COLUMN webhook_subscription.claim IS 'fencing token of whoever asks Pleo about it now'`;
