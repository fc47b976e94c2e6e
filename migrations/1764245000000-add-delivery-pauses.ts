import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pauses by hand, of one company or of all, and what people did to them. */
export class AddDeliveryPauses1764245000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE outbox
      SET credential = coalesce(
        (SELECT company_id::text FROM company_credential WHERE company_id = substr(outbox.credential, 8)::uuid),
        'default'
      )
      WHERE credential LIKE 'paused:%';

      DROP TABLE delivery_pause_act;
      DROP TABLE delivery_pause`);
  }
}

const WHOSE = `whose = 'all' OR whose ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`;

const CREATE = `
  CREATE TABLE delivery_pause (
    whose     text        NOT NULL,
    reason    text        NOT NULL,
    paused_by text,
    since     timestamptz NOT NULL,
    until     timestamptz,
    CONSTRAINT delivery_pause_pkey PRIMARY KEY (whose),
    CONSTRAINT delivery_pause_whose_check CHECK (${WHOSE})
  );

  COMMENT ON TABLE delivery_pause IS 'deliveries that a person paused; that of a company is gone when all that waited for its end is back in its queue';
  COMMENT ON COLUMN delivery_pause.whose IS 'all, or the id of a company';
  COMMENT ON COLUMN delivery_pause.until IS 'when it ends, or ended; null: when a person says so';

  CREATE TABLE delivery_pause_act (
    id     uuid           NOT NULL,
    whose  text           NOT NULL,
    action text           NOT NULL,
    at     timestamptz(3) NOT NULL,
    by     text,
    reason text,
    until  timestamptz(3),
    CONSTRAINT delivery_pause_act_pkey PRIMARY KEY (id),
    CONSTRAINT delivery_pause_act_whose_check CHECK (${WHOSE}),
    CONSTRAINT delivery_pause_act_action_check CHECK (action IN ('paused', 'resumed'))
  );

  COMMENT ON TABLE delivery_pause_act IS 'who paused and resumed deliveries, and why: never changed once written';

  COMMENT ON COLUMN outbox.credential IS
    'which credential it is to go out with: default, or the id of a company that has one of its own; parked: and the id of a company that is put away, paused: and that of one that is paused by hand, where nobody claims it'`;
