import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which request reported an event: as long as it is undelivered, lines and spans of its attempts name that request. */
export class AddReportToOutbox1764079200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_REPORT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox DROP COLUMN request_id, DROP COLUMN traceparent');
  }
}

const ADD_REPORT = `
  ALTER TABLE outbox
    ADD COLUMN request_id  text,
    ADD COLUMN traceparent text;

  COMMENT ON COLUMN outbox.request_id IS 'of the request that reported the event; null when the relay itself did';
  COMMENT ON COLUMN outbox.traceparent IS 'of that request''s span, as W3C Trace Context writes it; null without tracing'`;
