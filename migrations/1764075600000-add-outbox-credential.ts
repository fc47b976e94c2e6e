import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each event waits in the queue of the credential that it goes out with, so that a paused one holds up no other. */
export class AddOutboxCredential1764075600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_CREDENTIAL);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_CREDENTIAL);
  }
}

const ADD_CREDENTIAL = `
  -- The default is for replicas of the release before, which may still write while this one starts.
  ALTER TABLE outbox ADD COLUMN credential text COLLATE "C" NOT NULL DEFAULT 'default';

  COMMENT ON COLUMN outbox.credential IS
    'which credential it is to go out with: default, or the id of a company that has one of its own';

  -- The dispatcher's claim, from the head of each credential's queue. It holds one row per job at most: what waits
  -- behind another event is not in it.
  CREATE INDEX outbox_credential_due_at_idx ON outbox (credential, due_at) WHERE due_at IS NOT NULL;
  DROP INDEX outbox_due_at_idx`;

const DROP_CREDENTIAL = `
  CREATE INDEX outbox_due_at_idx ON outbox (due_at) WHERE due_at IS NOT NULL;
  DROP INDEX outbox_credential_due_at_idx;
  ALTER TABLE outbox DROP COLUMN credential`;
