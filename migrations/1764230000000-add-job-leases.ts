import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Claims: which worker has which job, and until when. New tables only. Their rows go with their job: a replica of the
 * release before, which knows nothing of them, deletes old jobs all the same.
 */
export class AddJobLeases1764230000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_JOB_LEASE);
    await runner.query(CREATE_JOB_LEASE_CHANGE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE job_lease_change, job_lease');
  }
}

/** One row for each owner: that a company has at most one live lease is the primary key. */
const CREATE_JOB_LEASE = `
  CREATE TABLE job_lease (
    owner_id      uuid           NOT NULL,
    job_id        uuid           NOT NULL,
    token         uuid           NOT NULL,
    until         timestamptz(3) NOT NULL,
    lease_seconds integer        NOT NULL,
    claimed_by    text,
    claimed_at    timestamptz(3) NOT NULL,
    ended         text,
    returns       integer        NOT NULL DEFAULT 0,
    CONSTRAINT job_lease_pkey PRIMARY KEY (owner_id),
    CONSTRAINT job_lease_job_id_key UNIQUE (job_id),
    CONSTRAINT job_lease_job_id_fkey FOREIGN KEY (job_id) REFERENCES export_job (id) ON DELETE CASCADE,
    CONSTRAINT job_lease_lease_seconds_check CHECK (lease_seconds BETWEEN 30 AND 3600),
    CONSTRAINT job_lease_ended_check CHECK (ended IN ('released', 'lapsed')),
    CONSTRAINT job_lease_returns_check CHECK (returns >= 0)
  )
  WITH (fillfactor = 50);

  COMMENT ON COLUMN job_lease.owner_id IS 'the job''s company, or the job itself where it has none';
  COMMENT ON COLUMN job_lease.token IS 'fencing token: a report with another one is not written';
  COMMENT ON COLUMN job_lease.ended IS 'null while it is live, and until somebody has noted that it lapsed';
  COMMENT ON COLUMN job_lease.returns IS
    'how often the job came back, by release or lapse, since its worker was last heard of';

  -- Those that are over, and the next one that will be.
  CREATE INDEX job_lease_until_idx ON job_lease (until)`;

/** The history of leases, for the timeline of a job, and to know the last token of a job that has ended. */
const CREATE_JOB_LEASE_CHANGE = `
  CREATE TABLE job_lease_change (
    job_id uuid           NOT NULL,
    token  uuid           NOT NULL,
    change text           NOT NULL,
    at     timestamptz(3) NOT NULL,
    by     text,
    CONSTRAINT job_lease_change_pkey PRIMARY KEY (job_id, token, change),
    CONSTRAINT job_lease_change_job_id_fkey FOREIGN KEY (job_id) REFERENCES export_job (id) ON DELETE CASCADE,
    CONSTRAINT job_lease_change_change_check CHECK (change IN ('claimed', 'resumed', 'released', 'lapsed'))
  )`;
