import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lets the outbox carry messages of other kinds than events. The table keeps its name. No row is written or looked at:
 * each table is locked for a moment.
 */
export class AddMessageKinds1764120000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_KINDS);
    await runner.query(NAME_REQUESTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(BACK);
  }
}

/** NOT VALID, because what is there has an event, and gets its kind and no body from the defaults. */
const ADD_KINDS = `
  ALTER TABLE export_job_event
    ADD COLUMN kind text NOT NULL DEFAULT 'event',
    ADD COLUMN body jsonb,
    ALTER COLUMN event DROP NOT NULL,
    ADD CONSTRAINT export_job_event_kind_check CHECK (kind IN ('event')) NOT VALID,
    ADD CONSTRAINT export_job_event_kind_event_check CHECK ((kind = 'event') = (event IS NOT NULL)) NOT VALID,
    ADD CONSTRAINT export_job_event_body_check CHECK ((kind = 'event') = (body IS NULL)) NOT VALID;

  COMMENT ON COLUMN export_job_event.kind IS
    'which handler delivers it: the relay does not start when it has none for a kind that the check allows';
  COMMENT ON COLUMN export_job_event.body IS
    'what is to be told, in the words of its kind; null in events, whose columns say it'`;

const NAME_REQUESTS = `
  ALTER TABLE delivery_attempt RENAME COLUMN sent_event TO request;

  COMMENT ON COLUMN delivery_attempt.request IS
    'what was sent, in a word of the message''s kind; of an event its name, or started when Pleo wanted that first'`;

/** Of other kinds than events the schema before knows nothing: none may be left. */
const BACK = `
  ALTER TABLE delivery_attempt RENAME COLUMN request TO sent_event;

  COMMENT ON COLUMN delivery_attempt.sent_event IS
    'the event that was sent: the row''s own, or started when Pleo wanted that first';

  ALTER TABLE export_job_event
    DROP CONSTRAINT export_job_event_body_check,
    DROP CONSTRAINT export_job_event_kind_event_check,
    DROP CONSTRAINT export_job_event_kind_check,
    ALTER COLUMN event SET NOT NULL,
    DROP COLUMN body,
    DROP COLUMN kind`;
