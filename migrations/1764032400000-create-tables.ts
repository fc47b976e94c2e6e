import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first tables. Every key leads with the job, so that all of them can be spread by job over a sharded Postgres.
 * CHECK constraints hold what src/lifecycle/job-state.ts promises, whoever writes.
 */
export class CreateTables1764032400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_EXPORT_JOB);
    await runner.query(CREATE_EXPORT_JOB_EVENT);
    await runner.query(CREATE_OUTBOX);
    await runner.query(CREATE_DELIVERY_ATTEMPT);
    await runner.query(CREATE_AUDIT_ENTRY);
    await runner.query(CREATE_DELIVERY_CIRCUIT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE delivery_circuit, audit_entry, delivery_attempt, outbox, export_job_event, export_job',
    );
  }
}

const CREATE_EXPORT_JOB = `
  CREATE TABLE export_job (
    id                  uuid           NOT NULL,
    company_id          uuid,
    status              text           NOT NULL,
    source              text           NOT NULL,
    number_of_items     integer,
    expires_in          integer        NOT NULL,
    created_at          timestamptz(3) NOT NULL DEFAULT now(),
    started_at          timestamptz(3),
    completed_at        timestamptz(3),
    expired_at          timestamptz(3),
    last_updated_at     timestamptz(3) NOT NULL DEFAULT now(),
    expires_at          timestamptz(3) NOT NULL,
    failure_reason      text,
    failure_reason_type text,
    pleo_status         text,
    last_sequence       integer        NOT NULL DEFAULT 0,
    registered_at       timestamptz(3),
    registered_by       text,
    CONSTRAINT export_job_pkey PRIMARY KEY (id),
    CONSTRAINT export_job_status_check
      CHECK (status IN ('pending', 'in_progress', 'completed', 'completed_with_errors', 'failed')),
    CONSTRAINT export_job_source_check
      CHECK (source IN ('api', 'event', 'webhook')),
    CONSTRAINT export_job_expires_in_check
      CHECK (expires_in BETWEEN 1 AND 604800),
    CONSTRAINT export_job_expires_at_check
      CHECK (expires_at = last_updated_at + expires_in * interval '1 second'),
    CONSTRAINT export_job_number_of_items_check
      CHECK (number_of_items >= 0),
    CONSTRAINT export_job_started_at_check
      CHECK (status = 'failed' OR (status = 'pending') = (started_at IS NULL)),
    CONSTRAINT export_job_completed_at_check
      CHECK ((status IN ('completed', 'completed_with_errors', 'failed')) = (completed_at IS NOT NULL)),
    CONSTRAINT export_job_failure_reason_check
      CHECK (status = 'failed' OR (failure_reason IS NULL AND failure_reason_type IS NULL)),
    CONSTRAINT export_job_expired_at_check
      CHECK ((expired_at IS NOT NULL) = (failure_reason_type IS NOT DISTINCT FROM 'job_expired')),
    CONSTRAINT export_job_last_sequence_check
      CHECK (last_sequence >= 0 AND (last_sequence = 0) = (status = 'pending')),
    CONSTRAINT export_job_registered_at_check
      CHECK (source = 'event' OR registered_at IS NOT NULL)
  );

  -- The sweep's probe: unfinished jobs only, whatever the history.
  CREATE INDEX export_job_expires_at_idx ON export_job (expires_at) WHERE status IN ('pending', 'in_progress');
  -- The retention sweep's probe, from its old end.
  CREATE INDEX export_job_completed_at_idx ON export_job (completed_at) WHERE completed_at IS NOT NULL;
  -- The pages of GET /v1/export-jobs: all, of a company, of a status.
  CREATE INDEX export_job_created_at_idx ON export_job (created_at, id);
  CREATE INDEX export_job_company_id_idx ON export_job (company_id, created_at, id);
  CREATE INDEX export_job_status_idx ON export_job (status, created_at, id)`;

const CREATE_EXPORT_JOB_EVENT = `
  CREATE TABLE export_job_event (
    job_id              uuid           NOT NULL,
    sequence            integer        NOT NULL,
    id                  uuid           NOT NULL,
    event               text           NOT NULL,
    failure_reason      text,
    failure_reason_type text,
    origin              text           NOT NULL,
    accepted_at         timestamptz(3) NOT NULL,
    reported_by         text,
    delivery_status     text           NOT NULL DEFAULT 'pending',
    delivered_at        timestamptz(3),
    outcome             text,
    CONSTRAINT export_job_event_pkey PRIMARY KEY (job_id, sequence),
    CONSTRAINT export_job_event_job_id_event_key UNIQUE (job_id, event),
    CONSTRAINT export_job_event_job_id_fkey FOREIGN KEY (job_id) REFERENCES export_job (id),
    CONSTRAINT export_job_event_sequence_check
      CHECK (sequence > 0),
    CONSTRAINT export_job_event_event_check
      CHECK (event IN ('started', 'failed', 'completed', 'completed_with_errors')),
    CONSTRAINT export_job_event_failure_reason_check
      CHECK (event = 'failed' OR (failure_reason IS NULL AND failure_reason_type IS NULL)),
    CONSTRAINT export_job_event_origin_check
      CHECK (origin IN ('api', 'expiry')),
    CONSTRAINT export_job_event_delivery_status_check
      CHECK (delivery_status IN ('pending', 'delivered', 'dead', 'discarded')),
    CONSTRAINT export_job_event_delivered_at_check
      CHECK ((delivery_status = 'delivered') = (delivered_at IS NOT NULL)),
    CONSTRAINT export_job_event_outcome_check
      CHECK ((delivery_status = 'pending') = (outcome IS NULL))
  );

  -- GET /v1/export-job-events/{id}. Not unique: on a sharded Postgres a unique key must hold the job.
  CREATE INDEX export_job_event_id_idx ON export_job_event (id);
  -- The pages of GET /v1/export-job-events: all, and those that are not delivered (few).
  CREATE INDEX export_job_event_accepted_at_idx ON export_job_event (accepted_at, id);
  CREATE INDEX export_job_event_undelivered_idx ON export_job_event (delivery_status, accepted_at, id)
    WHERE delivery_status <> 'delivered'`;

const CREATE_OUTBOX = `
  CREATE TABLE outbox (
    job_id        uuid        NOT NULL,
    sequence      integer     NOT NULL,
    due_at        timestamptz,
    retries       integer     NOT NULL DEFAULT 0,
    failing_since timestamptz,
    claim         uuid,
    CONSTRAINT outbox_pkey PRIMARY KEY (job_id, sequence),
    CONSTRAINT outbox_event_fkey FOREIGN KEY (job_id, sequence) REFERENCES export_job_event (job_id, sequence),
    CONSTRAINT outbox_claim_check CHECK (claim IS NULL OR due_at IS NOT NULL),
    CONSTRAINT outbox_failing_since_check CHECK ((failing_since IS NULL) = (retries = 0))
  );

  COMMENT ON COLUMN outbox.due_at IS
    'when it may be claimed: its next attempt, or the end of the lease of the one under way; null while an earlier event of its job is undelivered, and when it is dead';
  COMMENT ON COLUMN outbox.failing_since IS
    'when it met the first of its passing faults: the end of the retry schedule counts from here';
  COMMENT ON COLUMN outbox.claim IS 'fencing token of the attempt under way: only who holds it may write the outcome';

  -- The dispatcher's claim. It holds one row per job at most: what waits behind another event is not in it.
  CREATE INDEX outbox_due_at_idx ON outbox (due_at) WHERE due_at IS NOT NULL`;

const CREATE_DELIVERY_ATTEMPT = `
  CREATE TABLE delivery_attempt (
    job_id           uuid           NOT NULL,
    sequence         integer        NOT NULL,
    number           integer        NOT NULL,
    id               uuid           NOT NULL,
    sent_event       text           NOT NULL,
    started_at       timestamptz(3) NOT NULL,
    duration_ms      integer        NOT NULL,
    outcome          text           NOT NULL,
    status_code      integer,
    error            text,
    response_excerpt text,
    pleo_status      text,
    retry_at         timestamptz(3),
    CONSTRAINT delivery_attempt_pkey PRIMARY KEY (job_id, sequence, number),
    CONSTRAINT delivery_attempt_event_fkey
      FOREIGN KEY (job_id, sequence) REFERENCES export_job_event (job_id, sequence),
    CONSTRAINT delivery_attempt_number_check CHECK (number > 0),
    CONSTRAINT delivery_attempt_duration_ms_check CHECK (duration_ms >= 0)
  );

  COMMENT ON COLUMN delivery_attempt.id IS
    'given by who made the attempt: one that is written again, because the answer to a commit was lost, is not kept twice';
  COMMENT ON COLUMN delivery_attempt.sent_event IS
    'the event that was sent: the row''s own, or started when Pleo wanted that first';
  COMMENT ON COLUMN delivery_attempt.pleo_status IS 'the job''s status as read back from Pleo after this attempt'`;

const CREATE_AUDIT_ENTRY = `
  CREATE TABLE audit_entry (
    job_id   uuid           NOT NULL,
    id       uuid           NOT NULL,
    sequence integer        NOT NULL,
    action   text           NOT NULL,
    at       timestamptz(3) NOT NULL,
    by       text,
    reason   text,
    CONSTRAINT audit_entry_pkey PRIMARY KEY (job_id, id),
    CONSTRAINT audit_entry_event_fkey
      FOREIGN KEY (job_id, sequence) REFERENCES export_job_event (job_id, sequence),
    CONSTRAINT audit_entry_action_check CHECK (action IN ('redelivered', 'discarded')),
    CONSTRAINT audit_entry_reason_check CHECK ((action = 'discarded') = (reason IS NOT NULL))
  )`;

const CREATE_DELIVERY_CIRCUIT = `
  CREATE TABLE delivery_circuit (
    credential   text        NOT NULL,
    faults       integer     NOT NULL,
    pause        text,
    reason       text,
    paused_since timestamptz,
    paused_until timestamptz,
    probes       integer     NOT NULL,
    CONSTRAINT delivery_circuit_pkey PRIMARY KEY (credential),
    CONSTRAINT delivery_circuit_pause_check
      CHECK (pause IN ('told_to_wait', 'credential_refused', 'circuit_open')),
    CONSTRAINT delivery_circuit_paused_check
      CHECK (num_nulls(pause, reason, paused_since, paused_until) IN (0, 4))
  );

  COMMENT ON TABLE delivery_circuit IS
    'how the way to Pleo looks with a credential; no row where all is well';
  COMMENT ON COLUMN delivery_circuit.faults IS 'passing faults in a row, seen by all replicas together';
  COMMENT ON COLUMN delivery_circuit.paused_until IS
    'told_to_wait: when deliveries go on; else: when the next probe may go, one at a time'`;
