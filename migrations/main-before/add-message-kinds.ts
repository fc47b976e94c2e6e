import type { MigrationInterface, QueryRunner } from 'typeorm';
import { compareWithShadow } from './shadow.js';

/**
 * Lets the outbox carry messages of other kinds than events. No row is written or looked at: each table is locked for
 * a moment. Replicas of main before cannot write attempts afterwards. Throws, and leaves everything as it was, when
 * the tables are not those that CreateSchema makes.
 */
export class AddMessageKinds1764143000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_KINDS);
    await runner.query(NAME_REQUESTS);
    await compareWithShadow(runner, { orNotValid: true });
  }

  async down(): Promise<void> {
    throw new Error('Main before is not there any more.');
  }
}

/**
 * NOT VALID, because a check of old rows would read the table under this lock. ValidateChecks does it under a weaker
 * one.
 */
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
