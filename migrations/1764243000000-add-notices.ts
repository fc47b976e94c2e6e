import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the integrator is told by the relay's own webhook. */
export class AddNotices1764243000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notice (
        id            uuid           NOT NULL,
        written_at    timestamptz    NOT NULL DEFAULT clock_timestamp(),
        type          text           NOT NULL,
        subject       uuid           NOT NULL,
        data          jsonb          NOT NULL,
        created_at    timestamptz(3) NOT NULL DEFAULT now(),
        status        text           NOT NULL DEFAULT 'waiting',
        settled_at    timestamptz(3),
        due_at        timestamptz             DEFAULT now(),
        claim         uuid,
        retries       integer        NOT NULL DEFAULT 0,
        failing_since timestamptz,
        error         text,
        CONSTRAINT notice_pkey PRIMARY KEY (id),
        CONSTRAINT notice_type_check CHECK (type IN (
          'company.connected', 'company.consent_needed', 'event.dead', 'item.dead', 'job.expired', 'test'
        )),
        CONSTRAINT notice_status_check CHECK (status IN ('waiting', 'delivered', 'dead')),
        CONSTRAINT notice_due_at_check CHECK ((status = 'waiting') = (due_at IS NOT NULL)),
        CONSTRAINT notice_settled_at_check CHECK ((status = 'waiting') = (settled_at IS NULL)),
        CONSTRAINT notice_claim_check CHECK (claim IS NULL OR status = 'waiting')
      );

      CREATE INDEX notice_due_at_idx ON notice (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX notice_subject_idx ON notice (subject, written_at, id) WHERE due_at IS NOT NULL;
      CREATE INDEX notice_status_idx ON notice (status, created_at, id);

      COMMENT ON TABLE notice IS 'what the integrator is told by webhook, written in the transaction of what it tells';
      COMMENT ON COLUMN notice.id IS 'its webhook-id, the same at every try';
      COMMENT ON COLUMN notice.written_at IS 'the order in which those of one subject are told';
      COMMENT ON COLUMN notice.subject IS 'the company or the job that it is about; of a test its own';
      COMMENT ON COLUMN notice.due_at IS 'when it may be sent next; while it is claimed, when the claim ends';
      COMMENT ON COLUMN notice.claim IS 'fencing token of the replica that sends it';
      COMMENT ON COLUMN notice.failing_since IS 'when the first of its tries failed';
      COMMENT ON COLUMN notice.error IS 'what was wrong with the last try, in our words'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notice');
  }
}
