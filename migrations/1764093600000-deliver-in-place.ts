import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets Postgres write a delivery into the event's own page and none of its indexes: which events are not delivered, the
 * outbox knows, and when one was delivered, its last attempt.
 */
export class DeliverInPlace1764093600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // First what takes long: it holds up no report.
    await runner.query(ADD_TO_DELIVERY_ATTEMPT);
    await runner.query(INDEX_DISCARDED);
    await runner.query(ADD_TO_OUTBOX);
    await runner.query(FREE_EXPORT_JOB_EVENT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(BACK);
  }
}

const ADD_TO_DELIVERY_ATTEMPT = `
  ALTER TABLE delivery_attempt ADD COLUMN delivered_after_ms bigint;

  COMMENT ON COLUMN delivery_attempt.delivered_after_ms IS
    'how long after its acceptance the event was delivered by this attempt; null when it was not';

  -- What happened in a minute. BRIN, because each attempt writes it: a range of pages has one entry, which seldom changes.
  CREATE INDEX delivery_attempt_started_at_idx ON delivery_attempt
    USING brin (started_at) WITH (pages_per_range = 32, autosummarize = on);
  DROP INDEX delivery_attempt_failed_idx`;

const INDEX_DISCARDED = `
  -- Discarded events, which are few.
  CREATE INDEX audit_entry_discarded_idx ON audit_entry (job_id, sequence) WHERE action = 'discarded'`;

const ADD_TO_OUTBOX = `
  -- The defaults are for replicas of the release before, which may still write while this one starts.
  ALTER TABLE outbox
    ADD COLUMN accepted_at timestamptz(3) NOT NULL DEFAULT now(),
    ADD COLUMN dead        boolean        NOT NULL DEFAULT false;

  UPDATE outbox
  SET accepted_at = event.accepted_at,
      dead = event.delivery_status = 'dead'
  FROM export_job_event AS event
  WHERE (event.job_id, event.sequence) = (outbox.job_id, outbox.sequence);

  ALTER TABLE outbox ADD CONSTRAINT outbox_dead_check CHECK (NOT dead OR due_at IS NULL);

  COMMENT ON COLUMN outbox.accepted_at IS 'as in export_job_event';
  COMMENT ON COLUMN outbox.dead IS 'whether the event''s delivery_status is dead; else it is pending';

  -- The pages of GET /v1/export-job-events that are pending, or dead, and the oldest of each.
  CREATE INDEX outbox_accepted_at_idx ON outbox (dead, accepted_at)`;

const FREE_EXPORT_JOB_EVENT = `
  -- Room in each page for both versions of all its rows: events that were accepted together are delivered together.
  ALTER TABLE export_job_event SET (fillfactor = 40);
  -- No index may mention delivery_status, delivered_at or outcome.
  DROP INDEX export_job_event_undelivered_idx, export_job_event_delivered_at_idx`;

const BACK = `
  CREATE INDEX export_job_event_undelivered_idx ON export_job_event (delivery_status, accepted_at, id)
    WHERE delivery_status <> 'delivered';
  CREATE INDEX export_job_event_delivered_at_idx ON export_job_event
    USING brin (delivered_at) WITH (pages_per_range = 32, autosummarize = on);
  ALTER TABLE export_job_event RESET (fillfactor);
  DROP INDEX audit_entry_discarded_idx, delivery_attempt_started_at_idx;
  CREATE INDEX delivery_attempt_failed_idx ON delivery_attempt (started_at)
    WHERE outcome IN ('passing', 'wait', 'credential', 'refused', 'conflict');
  ALTER TABLE delivery_attempt DROP COLUMN delivered_after_ms;
  ALTER TABLE outbox DROP COLUMN accepted_at, DROP COLUMN dead`;
