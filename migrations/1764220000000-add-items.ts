import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Item results: what workers reported of each accounting entry, and a kind of message that carries them to Pleo. No row
 * of a table that is there is read or written here, so that replicas at work wait for moments only: checks that became
 * wider hold for all that is there, and are validated by the next migration.
 */
export class AddItems1764220000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WIDEN_MESSAGES);
    await runner.query(CREATE_EXPORT_JOB_ITEM);
    await runner.query(CREATE_ITEM_TALLY);
    await runner.query(CREATE_ITEM_FAILURE_TALLY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE item_failure_tally, item_tally, export_job_item');
    await runner.query(NARROW_MESSAGES);
  }
}

/**
 * The check of kinds gets another name: the release before looks for the old one when it starts, and would not where it
 * named a kind that it does not know.
 */
const WIDEN_MESSAGES = `
  ALTER TABLE export_job_event
    DROP CONSTRAINT export_job_event_kind_check,
    ADD CONSTRAINT export_job_event_message_kind_check CHECK (kind IN ('event', 'items')) NOT VALID;

  ALTER TABLE outbox
    ADD COLUMN kind        text NOT NULL DEFAULT 'event',
    ADD COLUMN holds_until timestamptz,
    ADD CONSTRAINT outbox_holds_until_check CHECK (holds_until IS NULL OR dead) NOT VALID;

  COMMENT ON COLUMN outbox.kind IS 'as in export_job_event: a replica claims those that it has a handler for';
  COMMENT ON COLUMN outbox.holds_until IS
    'when the next message of its job may go although this one is dead; null: when somebody redelivers or discards it';

  COMMENT ON COLUMN outbox.accepted_at IS
    'as in export_job_event; of results, when the first of those that wait was reported';

  ALTER TABLE delivery_attempt ADD COLUMN entries integer;

  COMMENT ON COLUMN delivery_attempt.entries IS 'how many item results were sent; null in attempts of events';

  ALTER TABLE audit_entry ADD COLUMN entries integer;

  COMMENT ON COLUMN audit_entry.entries IS 'how many item results were meant; null in acts on events'`;

const NARROW_MESSAGES = `
  COMMENT ON COLUMN outbox.accepted_at IS 'as in export_job_event';

  ALTER TABLE audit_entry DROP COLUMN entries;

  ALTER TABLE delivery_attempt DROP COLUMN entries;

  ALTER TABLE outbox
    DROP CONSTRAINT outbox_holds_until_check,
    DROP COLUMN holds_until,
    DROP COLUMN kind;

  ALTER TABLE export_job_event
    DROP CONSTRAINT export_job_event_message_kind_check,
    ADD CONSTRAINT export_job_event_kind_check CHECK (kind IN ('event'))`;

/**
 * What was last reported of each accounting entry, and whether Pleo knows. A delivery is written into the row's own
 * page and none of its indexes (heap-only tuple): no index may mention delivery_status, delivered_at, outcome or error.
 * Without a foreign key, whose check would cost more than the row: a row is written under its job's lock.
 */
const CREATE_EXPORT_JOB_ITEM = `
  CREATE TABLE export_job_item (
    job_id              uuid           NOT NULL,
    accounting_entry_id uuid           NOT NULL,
    position            integer        NOT NULL,
    status              text           NOT NULL,
    exported_at         timestamptz(3),
    external_id         text,
    external_url        text,
    failure_reason      text,
    failure_reason_type text,
    reported_at         timestamptz(3) NOT NULL,
    delivery_status     text           NOT NULL DEFAULT 'pending',
    delivered_at        timestamptz(3),
    outcome             text,
    error               text,
    dead                boolean        NOT NULL DEFAULT false,
    CONSTRAINT export_job_item_pkey PRIMARY KEY (job_id, accounting_entry_id),
    CONSTRAINT export_job_item_position_check CHECK (position > 0),
    CONSTRAINT export_job_item_status_check CHECK (status IN ('in_progress', 'successful', 'failed')),
    CONSTRAINT export_job_item_failure_reason_check
      CHECK (status = 'failed' OR (failure_reason IS NULL AND failure_reason_type IS NULL)),
    CONSTRAINT export_job_item_delivery_status_check
      CHECK (delivery_status IN ('pending', 'delivered', 'dead', 'discarded')),
    CONSTRAINT export_job_item_delivered_at_check
      CHECK ((delivery_status = 'delivered') = (delivered_at IS NOT NULL)),
    CONSTRAINT export_job_item_outcome_check CHECK ((delivery_status = 'pending') = (outcome IS NULL)),
    CONSTRAINT export_job_item_dead_check CHECK (dead = (delivery_status = 'dead'))
  )
  WITH (fillfactor = 50);

  COMMENT ON COLUMN export_job_item.position IS
    'its place in the order in which Pleo is told; a new report on the entry gives it a new one';
  COMMENT ON COLUMN export_job_item.dead IS 'as delivery_status says, for indexes that a delivery must not write';

  -- The results to send next, and the pages of GET /v1/export-jobs/{id}/items.
  CREATE INDEX export_job_item_position_idx ON export_job_item (job_id, position);
  -- Dead ones: of all jobs, newest first, and of one.
  CREATE INDEX export_job_item_dead_idx ON export_job_item (reported_at, job_id, accounting_entry_id) WHERE dead;
  CREATE INDEX export_job_item_job_dead_idx ON export_job_item (job_id, position) WHERE dead;
  -- The first unfinished ones that POST /v1/export-jobs/{id}/finish names.
  CREATE INDEX export_job_item_in_progress_idx ON export_job_item (job_id, accounting_entry_id)
    WHERE status = 'in_progress'`;

/** What is known of all item results of a job together, so that nobody has to count them. */
const CREATE_ITEM_TALLY = `
  CREATE TABLE item_tally (
    job_id               uuid           NOT NULL,
    sequence             integer        NOT NULL,
    last_position        integer        NOT NULL,
    settled_position     integer        NOT NULL DEFAULT 0,
    successful           integer        NOT NULL,
    failed               integer        NOT NULL,
    in_progress          integer        NOT NULL,
    pending              integer        NOT NULL,
    dead                 integer        NOT NULL DEFAULT 0,
    discarded            integer        NOT NULL DEFAULT 0,
    holds_until          timestamptz(3),
    pleo_last_updated_at timestamptz(3),
    CONSTRAINT item_tally_pkey PRIMARY KEY (job_id),
    CONSTRAINT item_tally_message_fkey FOREIGN KEY (job_id, sequence) REFERENCES export_job_event (job_id, sequence),
    CONSTRAINT item_tally_counts_check
      CHECK (least(successful, failed, in_progress, pending, dead, discarded) >= 0
         AND pending + dead + discarded <= successful + failed + in_progress),
    CONSTRAINT item_tally_position_check CHECK (settled_position BETWEEN 0 AND last_position)
  )
  WITH (fillfactor = 50);

  COMMENT ON COLUMN item_tally.sequence IS 'of the message that carries the results, the only one of its job';
  COMMENT ON COLUMN item_tally.settled_position IS
    'low-water mark: no result that waits has a position up to this one';
  COMMENT ON COLUMN item_tally.holds_until IS
    'how long its dead results hold, or held, the final event back; null when none has died since the last redelivery of all';
  COMMENT ON COLUMN item_tally.pleo_last_updated_at IS
    'lastUpdatedAt of Pleo''s job, read once after the first results were delivered'`;

/** How often each reason stands in the failed results of a job: of the first hundred different ones. */
const CREATE_ITEM_FAILURE_TALLY = `
  CREATE TABLE item_failure_tally (
    job_id              uuid    NOT NULL,
    fingerprint         bytea   NOT NULL,
    failure_reason_type text,
    failure_reason      text,
    count               integer NOT NULL,
    CONSTRAINT item_failure_tally_pkey PRIMARY KEY (job_id, fingerprint),
    CONSTRAINT item_failure_tally_job_id_fkey FOREIGN KEY (job_id) REFERENCES export_job (id),
    CONSTRAINT item_failure_tally_count_check CHECK (count > 0)
  )`;
