import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the detection of new jobs remembers: the webhooks that were taken, and whose turn it is to poll. */
export class CreateDetectionTables1764068400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_WEBHOOK_RECEIPT);
    await runner.query(CREATE_POLL_TURN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE poll_turn, webhook_receipt');
  }
}

const CREATE_WEBHOOK_RECEIPT = `
  CREATE TABLE webhook_receipt (
    id          text           NOT NULL,
    received_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT webhook_receipt_pkey PRIMARY KEY (id)
  );

  COMMENT ON TABLE webhook_receipt IS 'webhooks that were taken, each once over all replicas; kept for a day';

  -- The sweep's probe, from its old end.
  CREATE INDEX webhook_receipt_received_at_idx ON webhook_receipt (received_at)`;

const CREATE_POLL_TURN = `
  CREATE TABLE poll_turn (
    credential  text        NOT NULL,
    taken_until timestamptz NOT NULL,
    claim       uuid,
    ended_at    timestamptz,
    CONSTRAINT poll_turn_pkey PRIMARY KEY (credential)
  );

  COMMENT ON COLUMN poll_turn.taken_until IS
    'the end of the lease of the turn under way, or of the time that Pleo asked us to wait';
  COMMENT ON COLUMN poll_turn.claim IS 'fencing token of the turn under way';
  COMMENT ON COLUMN poll_turn.ended_at IS 'when a turn last ended: the interval counts from here'`;
