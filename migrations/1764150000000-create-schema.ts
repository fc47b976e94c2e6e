import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * All tables. Every key leads with the job, or with the company, so that the tables can be spread over a sharded
 * Postgres. CHECK constraints hold what src/lifecycle/job-state.ts promises, whatever program writes. Each index is
 * told with the statement that it serves; migrations/schema.sql shows the result.
 */
export class CreateSchema1764150000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_EXPORT_JOB);
    await runner.query(CREATE_EXPORT_JOB_EVENT);
    await runner.query(CREATE_OUTBOX);
    await runner.query(CREATE_DELIVERY_ATTEMPT);
    await runner.query(CREATE_AUDIT_ENTRY);
    await runner.query(CREATE_DELIVERY_CIRCUIT);
    await runner.query(CREATE_RELAY_CLOCK);
    await runner.query(CREATE_WEBHOOK_RECEIPT);
    await runner.query(CREATE_POLL_TURN);
    await runner.query(CREATE_COMPANY_CREDENTIAL);
    await runner.query(CREATE_CREDENTIAL_CONSENT);
    await runner.query(CREATE_CREDENTIAL_AUDIT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE credential_audit, credential_consent, company_credential, poll_turn, webhook_receipt, relay_clock,
         delivery_circuit, audit_entry, delivery_attempt, outbox, export_job_event, export_job`,
    );
  }
}

/** What a job is. Its status is written by ACCEPT_EVENTS alone. */
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
    -- Later than that where the relay could not hear workers for a time: the deadline waits for them.
    CONSTRAINT export_job_expires_at_check
      CHECK (expires_at >= last_updated_at + expires_in * interval '1 second'),
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

  -- The expiry sweep, from its old end: unfinished jobs only, whatever the history.
  CREATE INDEX export_job_expires_at_idx ON export_job (expires_at) WHERE status IN ('pending', 'in_progress');
  -- The retention sweep, from its old end.
  CREATE INDEX export_job_completed_at_idx ON export_job (completed_at) WHERE completed_at IS NOT NULL;
  -- The pages of GET /v1/export-jobs: all, of a company, of a status.
  CREATE INDEX export_job_created_at_idx ON export_job (created_at, id);
  CREATE INDEX export_job_company_id_idx ON export_job (company_id, created_at, id);
  CREATE INDEX export_job_status_idx ON export_job (status, created_at, id)`;

/**
 * The messages about a job, in the order in which Pleo has to be told; events are those that were reported. A delivery
 * is written into the event's own page and none of its indexes (heap-only tuple): which events are not delivered, the
 * outbox knows, and when one was delivered, its last attempt.
 */
const CREATE_EXPORT_JOB_EVENT = `
  CREATE TABLE export_job_event (
    job_id              uuid           NOT NULL,
    sequence            integer        NOT NULL,
    id                  uuid           NOT NULL,
    event               text,
    failure_reason      text,
    failure_reason_type text,
    origin              text           NOT NULL,
    accepted_at         timestamptz(3) NOT NULL,
    reported_by         text,
    delivery_status     text           NOT NULL DEFAULT 'pending',
    delivered_at        timestamptz(3),
    outcome             text,
    kind                text           NOT NULL DEFAULT 'event',
    body                jsonb,
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
      CHECK ((delivery_status = 'pending') = (outcome IS NULL)),
    CONSTRAINT export_job_event_kind_check
      CHECK (kind IN ('event')),
    CONSTRAINT export_job_event_kind_event_check
      CHECK ((kind = 'event') = (event IS NOT NULL)),
    CONSTRAINT export_job_event_body_check
      CHECK ((kind = 'event') = (body IS NULL))
  )
  -- Room in each page for both versions of all its rows: events that were accepted together are delivered together.
  WITH (fillfactor = 40);

  COMMENT ON COLUMN export_job_event.kind IS
    'which handler delivers it: the relay does not start when it has none for a kind that the check allows';
  COMMENT ON COLUMN export_job_event.body IS
    'what is to be told, in the words of its kind; null in events, whose columns say it';

  -- GET /v1/export-job-events/{id}. Not unique: on a sharded Postgres a unique key must hold the job.
  CREATE INDEX export_job_event_id_idx ON export_job_event (id);
  -- The pages of GET /v1/export-job-events. No index may mention delivery_status, delivered_at or outcome.
  CREATE INDEX export_job_event_accepted_at_idx ON export_job_event (accepted_at, id)`;

/** Which events are not delivered yet, each in the queue of the credential that it goes out with. */
const CREATE_OUTBOX = `
  CREATE TABLE outbox (
    job_id        uuid             NOT NULL,
    sequence      integer          NOT NULL,
    due_at        timestamptz,
    retries       integer          NOT NULL DEFAULT 0,
    failing_since timestamptz,
    claim         uuid,
    credential    text COLLATE "C" NOT NULL DEFAULT 'default',
    request_id    text,
    traceparent   text,
    accepted_at   timestamptz(3)   NOT NULL DEFAULT now(),
    dead          boolean          NOT NULL DEFAULT false,
    CONSTRAINT outbox_pkey PRIMARY KEY (job_id, sequence),
    CONSTRAINT outbox_event_fkey FOREIGN KEY (job_id, sequence) REFERENCES export_job_event (job_id, sequence),
    CONSTRAINT outbox_claim_check CHECK (claim IS NULL OR due_at IS NOT NULL),
    -- A refusal, or a time to wait, counts as a try; it does not make the event older.
    CONSTRAINT outbox_failing_since_check CHECK (failing_since IS NULL OR retries > 0),
    CONSTRAINT outbox_dead_check CHECK (NOT dead OR due_at IS NULL)
  );

  COMMENT ON COLUMN outbox.due_at IS
    'when it may be claimed: its next attempt, or the end of the lease of the one under way; null while an earlier event of its job is undelivered, and when it is dead';
  COMMENT ON COLUMN outbox.retries IS 'tries after which others were let pass: passing faults, refusals, times to wait';
  COMMENT ON COLUMN outbox.failing_since IS
    'when it met the first of its passing faults: the end of the retry schedule counts from here';
  COMMENT ON COLUMN outbox.claim IS 'fencing token of the attempt under way: only who holds it may write the outcome';
  COMMENT ON COLUMN outbox.credential IS
    'which credential it is to go out with: default, or the id of a company that has one of its own';
  COMMENT ON COLUMN outbox.request_id IS 'of the request that reported the event; null when the relay itself did';
  COMMENT ON COLUMN outbox.traceparent IS 'of that request''s span, as W3C Trace Context writes it; null without tracing';
  COMMENT ON COLUMN outbox.accepted_at IS 'as in export_job_event';
  COMMENT ON COLUMN outbox.dead IS 'whether the event''s delivery_status is dead; else it is pending';

  -- The dispatcher's claim, from the head of each credential's queue. It holds one row per job at most: what waits
  -- behind another event is not in it.
  CREATE INDEX outbox_credential_due_at_idx ON outbox (credential, due_at) WHERE due_at IS NOT NULL;
  -- The pages of GET /v1/export-job-events that are pending, or dead, and the oldest of each.
  CREATE INDEX outbox_accepted_at_idx ON outbox (dead, accepted_at)`;

/** One request to Pleo each, and what came of it. */
const CREATE_DELIVERY_ATTEMPT = `
  CREATE TABLE delivery_attempt (
    job_id             uuid           NOT NULL,
    sequence           integer        NOT NULL,
    number             integer        NOT NULL,
    id                 uuid           NOT NULL,
    request            text           NOT NULL,
    started_at         timestamptz(3) NOT NULL,
    duration_ms        integer        NOT NULL,
    outcome            text           NOT NULL,
    status_code        integer,
    error              text,
    response_excerpt   text,
    pleo_status        text,
    retry_at           timestamptz(3),
    delivered_after_ms bigint,
    CONSTRAINT delivery_attempt_pkey PRIMARY KEY (job_id, sequence, number),
    CONSTRAINT delivery_attempt_event_fkey
      FOREIGN KEY (job_id, sequence) REFERENCES export_job_event (job_id, sequence),
    CONSTRAINT delivery_attempt_number_check CHECK (number > 0),
    CONSTRAINT delivery_attempt_duration_ms_check CHECK (duration_ms >= 0)
  );

  COMMENT ON COLUMN delivery_attempt.id IS
    'given by who made the attempt: one that is written again, because the answer to a commit was lost, is not kept twice';
  COMMENT ON COLUMN delivery_attempt.request IS
    'what was sent, in a word of the message''s kind; of an event its name, or started when Pleo wanted that first';
  COMMENT ON COLUMN delivery_attempt.pleo_status IS 'the job''s status as read back from Pleo after this attempt';
  COMMENT ON COLUMN delivery_attempt.delivered_after_ms IS
    'how long after its acceptance the event was delivered by this attempt; null when it was not';

  -- GET /v1/overview: what happened in a minute. BRIN, because each attempt writes it: a range of pages has one entry,
  -- which seldom changes.
  CREATE INDEX delivery_attempt_started_at_idx ON delivery_attempt
    USING brin (started_at) WITH (pages_per_range = 32, autosummarize = on)`;

/** What people did to dead events, and why. */
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
  );

  -- The pages of GET /v1/export-job-events that are discarded, which are few.
  CREATE INDEX audit_entry_discarded_idx ON audit_entry (job_id, sequence) WHERE action = 'discarded'`;

const CREATE_DELIVERY_CIRCUIT = `
  CREATE TABLE delivery_circuit (
    credential   text        NOT NULL,
    faults       integer     NOT NULL,
    pause        text,
    reason       text,
    paused_since timestamptz,
    paused_until timestamptz,
    probes       integer     NOT NULL,
    jobs         uuid[]      NOT NULL DEFAULT '{}',
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
    'told_to_wait: when deliveries go on; else: when the next probe may go, one at a time';
  COMMENT ON COLUMN delivery_circuit.jobs IS
    'jobs that met trouble since Pleo last answered one as it should; no more than matter'`;

/** Lets deadlines wait for workers that could not be heard. */
const CREATE_RELAY_CLOCK = `
  CREATE TABLE relay_clock (
    id           boolean     NOT NULL DEFAULT true,
    noted_at     timestamptz NOT NULL,
    steady_since timestamptz NOT NULL,
    CONSTRAINT relay_clock_pkey PRIMARY KEY (id),
    CONSTRAINT relay_clock_id_check CHECK (id)
  );

  COMMENT ON TABLE relay_clock IS 'one row, in which all replicas note the time every second while they can hear';
  COMMENT ON COLUMN relay_clock.noted_at IS 'the time by this server''s clock when a replica could hear last';
  COMMENT ON COLUMN relay_clock.steady_since IS
    'since when the notes follow each other: no replica was there before, or none could reach this server, or its clock was set'`;

const CREATE_WEBHOOK_RECEIPT = `
  CREATE TABLE webhook_receipt (
    id          text           NOT NULL,
    received_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT webhook_receipt_pkey PRIMARY KEY (id)
  );

  COMMENT ON TABLE webhook_receipt IS 'webhooks that were taken, each once over all replicas; kept for a day';

  -- The sweep of receipts, from its old end.
  CREATE INDEX webhook_receipt_received_at_idx ON webhook_receipt (received_at)`;

/** Whose turn it is to poll Pleo for new jobs. */
const CREATE_POLL_TURN = `
  CREATE TABLE poll_turn (
    credential  text        NOT NULL,
    taken_until timestamptz NOT NULL,
    claim       uuid,
    ended_at    timestamptz,
    CONSTRAINT poll_turn_pkey PRIMARY KEY (credential)
  );

  COMMENT ON COLUMN poll_turn.taken_until IS
    'the end of the lease of the turn under way, or of the time that Pleo asked us to wait';
  COMMENT ON COLUMN poll_turn.claim IS 'fencing token of the turn under way';
  COMMENT ON COLUMN poll_turn.ended_at IS 'when a turn last ended: the interval counts from here'`;

/** Credentials of companies. The secrets (bytea) are sealed and open with CREDENTIALS_KEY only. */
const CREATE_COMPANY_CREDENTIAL = `
  CREATE TABLE company_credential (
    company_id       uuid           NOT NULL,
    type             text           NOT NULL,
    status           text           NOT NULL DEFAULT 'active',
    reason           text,
    created_at       timestamptz(3) NOT NULL DEFAULT now(),
    updated_at       timestamptz(3) NOT NULL DEFAULT now(),
    set_by           text,
    generation       uuid           NOT NULL,
    key_id           text           NOT NULL,
    api_key          bytea,
    access_token     bytea,
    refresh_token    bytea,
    access_ends_at   timestamptz(3),
    refresh_due_at   timestamptz,
    refreshed_at     timestamptz(3),
    refresh_claim    uuid,
    refreshing_until timestamptz,
    refresh_faults   integer        NOT NULL DEFAULT 0,
    retry_at         timestamptz,
    CONSTRAINT company_credential_pkey PRIMARY KEY (company_id),
    CONSTRAINT company_credential_type_check
      CHECK (type IN ('api_key', 'oauth')),
    CONSTRAINT company_credential_status_check
      CHECK (status = 'active' OR (status = 'consent_needed' AND type = 'oauth' AND reason IS NOT NULL)),
    CONSTRAINT company_credential_secrets_check
      CHECK (CASE type WHEN 'api_key' THEN num_nulls(api_key, access_token, refresh_token) = 2 AND api_key IS NOT NULL
        ELSE api_key IS NULL AND num_nulls(access_token, refresh_token) = 0 END),
    CONSTRAINT company_credential_refresh_check
      CHECK (type = 'oauth' OR num_nonnulls(access_ends_at, refresh_due_at, refreshed_at, refresh_claim) = 0),
    CONSTRAINT company_credential_refreshed_at_check
      CHECK (type <> 'oauth' OR refreshed_at IS NOT NULL),
    CONSTRAINT company_credential_refreshing_until_check
      CHECK ((refresh_claim IS NULL) = (refreshing_until IS NULL)),
    CONSTRAINT company_credential_refresh_faults_check
      CHECK (refresh_faults >= 0)
  );

  COMMENT ON COLUMN company_credential.generation IS 'another one with every change of the secrets';
  COMMENT ON COLUMN company_credential.key_id IS 'which key of CREDENTIALS_KEY sealed the secrets of this row';
  COMMENT ON COLUMN company_credential.refresh_due_at IS
    'when the access token is to be renewed without being refused first; null: not before it is';
  COMMENT ON COLUMN company_credential.refresh_claim IS
    'fencing token of the refresh under way: only who holds it may write new tokens; one that is left behind after refreshing_until means that nobody knows whether the refresh token was used';
  COMMENT ON COLUMN company_credential.retry_at IS 'after a refresh that failed in passing';

  -- The credentials sweep: refresh tokens that nobody used for long, from the old end.
  CREATE INDEX company_credential_refreshed_at_idx ON company_credential (refreshed_at)
    WHERE type = 'oauth' AND status = 'active'`;

const CREATE_CREDENTIAL_CONSENT = `
  CREATE TABLE credential_consent (
    state_hash    bytea          NOT NULL,
    company_id    uuid           NOT NULL,
    key_id        text           NOT NULL,
    code_verifier bytea          NOT NULL,
    started_by    text,
    expires_at    timestamptz(3) NOT NULL,
    CONSTRAINT credential_consent_pkey PRIMARY KEY (state_hash)
  );

  COMMENT ON TABLE credential_consent IS 'consents under way: a row is taken out by the callback that answers it';

  -- The credentials sweep: consents that nobody came back from.
  CREATE INDEX credential_consent_expires_at_idx ON credential_consent (expires_at)`;

const CREATE_CREDENTIAL_AUDIT = `
  CREATE TABLE credential_audit (
    company_id uuid           NOT NULL,
    id         uuid           NOT NULL,
    action     text           NOT NULL,
    type       text           NOT NULL,
    at         timestamptz(3) NOT NULL,
    by         text,
    CONSTRAINT credential_audit_pkey PRIMARY KEY (company_id, id),
    CONSTRAINT credential_audit_action_check
      CHECK (action IN ('set', 'deleted', 'consent_started', 'consented', 'consent_needed')),
    CONSTRAINT credential_audit_type_check
      CHECK (type IN ('api_key', 'oauth'))
  );

  COMMENT ON TABLE credential_audit IS 'who did what to the credential of a company; outlives the credential'`;
