-- This is what the migrations make, to be read and compared; nothing runs it. After a new migration: npm run schema.
-- test/migrations/schema.spec.ts compares it, in CI on the oldest Postgres that is supported and on the newest.

CREATE TABLE audit_entry (
  job_id uuid NOT NULL,
  id uuid NOT NULL,
  sequence integer NOT NULL,
  action text NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  by text,
  reason text,
  entries integer,
  CONSTRAINT audit_entry_action_check CHECK (action = ANY (ARRAY['redelivered'::text, 'discarded'::text])),
  CONSTRAINT audit_entry_event_fkey FOREIGN KEY (job_id, sequence) REFERENCES export_job_event(job_id, sequence),
  CONSTRAINT audit_entry_pkey PRIMARY KEY (job_id, id),
  CONSTRAINT audit_entry_reason_check CHECK ((action = 'discarded'::text) = (reason IS NOT NULL))
);
CREATE INDEX audit_entry_discarded_idx ON audit_entry USING btree (job_id, sequence) WHERE action = 'discarded'::text;
COMMENT ON COLUMN audit_entry.entries IS 'how many item results were meant; null in acts on events';

CREATE TABLE company (
  id uuid NOT NULL,
  note text,
  put_away_at timestamp(3) with time zone,
  put_away_by text,
  put_away_reason text,
  put_away_waiting text,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT company_pkey PRIMARY KEY (id),
  CONSTRAINT company_put_away_check CHECK ((num_nulls(put_away_at, put_away_reason, put_away_waiting) = ANY (ARRAY[0, 3])) AND (put_away_by IS NULL OR put_away_at IS NOT NULL)),
  CONSTRAINT company_put_away_waiting_check CHECK (put_away_waiting = ANY (ARRAY['discard'::text, 'park'::text]))
);
COMMENT ON TABLE company IS 'what people said of a company; one of which nobody said anything has no row';
COMMENT ON COLUMN company.put_away_at IS 'since when nothing of it is sent, whatever credential there is; null: it is not put away';
COMMENT ON COLUMN company.put_away_waiting IS 'what becomes of its messages: park, until it is taken back, or discard';

CREATE TABLE company_credential (
  company_id uuid NOT NULL,
  type text NOT NULL,
  status text DEFAULT 'active'::text NOT NULL,
  reason text,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  set_by text,
  generation uuid NOT NULL,
  key_id text NOT NULL,
  api_key bytea,
  access_token bytea,
  refresh_token bytea,
  access_ends_at timestamp(3) with time zone,
  refresh_due_at timestamp with time zone,
  refreshed_at timestamp(3) with time zone,
  refresh_claim uuid,
  refreshing_until timestamp with time zone,
  refresh_faults integer DEFAULT 0 NOT NULL,
  retry_at timestamp with time zone,
  verification text DEFAULT 'unverified'::text NOT NULL,
  verification_reason text,
  client_id text,
  scopes text[],
  pleo_company_id uuid,
  checked_at timestamp(3) with time zone,
  check_due_at timestamp with time zone DEFAULT now(),
  checks integer DEFAULT 0 NOT NULL,
  installation text,
  installation_reason text,
  installation_due_at timestamp with time zone,
  installation_tries integer DEFAULT 0 NOT NULL,
  CONSTRAINT company_credential_check_due_at_check CHECK ((verification <> ALL (ARRAY['pending'::text, 'unverified'::text])) OR check_due_at IS NOT NULL),
  CONSTRAINT company_credential_checks_check CHECK (checks >= 0),
  CONSTRAINT company_credential_installation_check CHECK (installation = 'active'::text OR (installation = ANY (ARRAY['inactive'::text, 'error'::text])) AND installation_reason IS NOT NULL),
  CONSTRAINT company_credential_installation_tries_check CHECK (installation_tries >= 0),
  CONSTRAINT company_credential_pkey PRIMARY KEY (company_id),
  CONSTRAINT company_credential_refresh_check CHECK (type = 'oauth'::text OR num_nonnulls(access_ends_at, refresh_due_at, refreshed_at, refresh_claim) = 0),
  CONSTRAINT company_credential_refresh_faults_check CHECK (refresh_faults >= 0),
  CONSTRAINT company_credential_refreshed_at_check CHECK (type <> 'oauth'::text OR refreshed_at IS NOT NULL),
  CONSTRAINT company_credential_refreshing_until_check CHECK ((refresh_claim IS NULL) = (refreshing_until IS NULL)),
  CONSTRAINT company_credential_secrets_check CHECK ( CASE type WHEN 'api_key'::text THEN num_nulls(api_key, access_token, refresh_token) = 2 AND api_key IS NOT NULL ELSE api_key IS NULL AND num_nulls(access_token, refresh_token) = 0 END),
  CONSTRAINT company_credential_status_check CHECK (status = 'active'::text OR status = 'consent_needed'::text AND type = 'oauth'::text AND reason IS NOT NULL),
  CONSTRAINT company_credential_type_check CHECK (type = ANY (ARRAY['api_key'::text, 'oauth'::text])),
  CONSTRAINT company_credential_verification_check CHECK (verification = ANY (ARRAY['pending'::text, 'unverified'::text, 'verified'::text, 'wrong_company'::text, 'missing_scopes'::text]))
);
CREATE INDEX company_credential_refreshed_at_idx ON company_credential USING btree (refreshed_at) WHERE type = 'oauth'::text AND status = 'active'::text;
COMMENT ON COLUMN company_credential.check_due_at IS 'when a sweep asks (again); null: never';
COMMENT ON COLUMN company_credential.checks IS 'sweeps that asked in a row and learned nothing';
COMMENT ON COLUMN company_credential.generation IS 'another one with every change of the secrets';
COMMENT ON COLUMN company_credential.installation IS 'how the app is set up at the company; null: nobody looked';
COMMENT ON COLUMN company_credential.installation_due_at IS 'when a sweep looks (again), as long as it is not active; null: as soon as it is verified';
COMMENT ON COLUMN company_credential.key_id IS 'which key of CREDENTIALS_KEY sealed the secrets of this row';
COMMENT ON COLUMN company_credential.refresh_claim IS 'fencing token of the refresh under way: only who holds it may write new tokens; one that is left behind after refreshing_until means that nobody knows whether the refresh token was used';
COMMENT ON COLUMN company_credential.refresh_due_at IS 'when the access token is to be renewed without being refused first; null: not before it is';
COMMENT ON COLUMN company_credential.retry_at IS 'after a refresh that failed in passing';
COMMENT ON COLUMN company_credential.verification IS 'what Pleo says of it; pending: it was not asked since the credential was set, and nothing is sent before';

CREATE TABLE credential_audit (
  company_id uuid NOT NULL,
  id uuid NOT NULL,
  action text NOT NULL,
  type text,
  at timestamp(3) with time zone NOT NULL,
  by text,
  reason text,
  CONSTRAINT credential_audit_action_check CHECK (action = ANY (ARRAY['set'::text, 'deleted'::text, 'consent_started'::text, 'consented'::text, 'consent_needed'::text, 'verified'::text, 'wrong_company'::text, 'missing_scopes'::text, 'note_set'::text, 'put_away'::text, 'taken_back'::text, 'subscribed'::text, 'subscription_lost'::text, 'rotation_asked'::text, 'subscription_removed'::text, 'subscription_left_over'::text])),
  CONSTRAINT credential_audit_company_check CHECK ( CASE WHEN action = ANY (ARRAY['note_set'::text, 'put_away'::text, 'taken_back'::text, 'subscribed'::text, 'subscription_lost'::text, 'rotation_asked'::text, 'subscription_removed'::text, 'subscription_left_over'::text]) THEN type IS NULL ELSE type IS NOT NULL END),
  CONSTRAINT credential_audit_pkey PRIMARY KEY (company_id, id),
  CONSTRAINT credential_audit_type_check CHECK (type = ANY (ARRAY['api_key'::text, 'oauth'::text]))
);
COMMENT ON TABLE credential_audit IS 'who did what to the credential of a company; outlives the credential';

CREATE TABLE credential_consent (
  state_hash bytea NOT NULL,
  company_id uuid NOT NULL,
  key_id text NOT NULL,
  code_verifier bytea NOT NULL,
  started_by text,
  expires_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT credential_consent_pkey PRIMARY KEY (state_hash)
);
CREATE INDEX credential_consent_expires_at_idx ON credential_consent USING btree (expires_at);
COMMENT ON TABLE credential_consent IS 'consents under way: a row is taken out by the callback that answers it';

CREATE TABLE delivery_attempt (
  job_id uuid NOT NULL,
  sequence integer NOT NULL,
  number integer NOT NULL,
  id uuid NOT NULL,
  request text NOT NULL,
  started_at timestamp(3) with time zone NOT NULL,
  duration_ms integer NOT NULL,
  outcome text NOT NULL,
  status_code integer,
  error text,
  response_excerpt text,
  pleo_status text,
  retry_at timestamp(3) with time zone,
  delivered_after_ms bigint,
  entries integer,
  CONSTRAINT delivery_attempt_duration_ms_check CHECK (duration_ms >= 0),
  CONSTRAINT delivery_attempt_event_fkey FOREIGN KEY (job_id, sequence) REFERENCES export_job_event(job_id, sequence),
  CONSTRAINT delivery_attempt_number_check CHECK (number > 0),
  CONSTRAINT delivery_attempt_pkey PRIMARY KEY (job_id, sequence, number)
);
CREATE INDEX delivery_attempt_started_at_idx ON delivery_attempt USING brin (started_at) WITH (pages_per_range='32', autosummarize='on');
COMMENT ON COLUMN delivery_attempt.delivered_after_ms IS 'how long after its acceptance the event was delivered by this attempt; null when it was not';
COMMENT ON COLUMN delivery_attempt.entries IS 'how many item results were sent; null in attempts of events';
COMMENT ON COLUMN delivery_attempt.id IS 'given by who made the attempt: one that is written again, because the answer to a commit was lost, is not kept twice';
COMMENT ON COLUMN delivery_attempt.pleo_status IS 'the job''s status as read back from Pleo after this attempt';
COMMENT ON COLUMN delivery_attempt.request IS 'what was sent, in a word of the message''s kind; of an event its name, or started when Pleo wanted that first';

CREATE TABLE delivery_circuit (
  credential text NOT NULL,
  faults integer NOT NULL,
  pause text,
  reason text,
  paused_since timestamp with time zone,
  paused_until timestamp with time zone,
  probes integer NOT NULL,
  jobs uuid[] DEFAULT '{}'::uuid[] NOT NULL,
  CONSTRAINT delivery_circuit_pause_check CHECK (pause = ANY (ARRAY['told_to_wait'::text, 'credential_refused'::text, 'circuit_open'::text])),
  CONSTRAINT delivery_circuit_paused_check CHECK (num_nulls(pause, reason, paused_since, paused_until) = ANY (ARRAY[0, 4])),
  CONSTRAINT delivery_circuit_pkey PRIMARY KEY (credential)
);
COMMENT ON TABLE delivery_circuit IS 'how the way to Pleo looks with a credential; no row where all is well';
COMMENT ON COLUMN delivery_circuit.faults IS 'passing faults in a row, seen by all replicas together';
COMMENT ON COLUMN delivery_circuit.jobs IS 'jobs that met trouble since Pleo last answered one as it should; no more than matter';
COMMENT ON COLUMN delivery_circuit.paused_until IS 'told_to_wait: when deliveries go on; else: when the next probe may go, one at a time';

CREATE TABLE delivery_pause (
  whose text NOT NULL,
  reason text NOT NULL,
  paused_by text,
  since timestamp with time zone NOT NULL,
  until timestamp with time zone,
  CONSTRAINT delivery_pause_pkey PRIMARY KEY (whose),
  CONSTRAINT delivery_pause_whose_check CHECK (whose = 'all'::text OR whose ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'::text)
);
COMMENT ON TABLE delivery_pause IS 'deliveries that a person paused; that of a company is gone when all that waited for its end is back in its queue';
COMMENT ON COLUMN delivery_pause.until IS 'when it ends, or ended; null: when a person says so';
COMMENT ON COLUMN delivery_pause.whose IS 'all, or the id of a company';

CREATE TABLE delivery_pause_act (
  id uuid NOT NULL,
  whose text NOT NULL,
  action text NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  by text,
  reason text,
  until timestamp(3) with time zone,
  CONSTRAINT delivery_pause_act_action_check CHECK (action = ANY (ARRAY['paused'::text, 'resumed'::text])),
  CONSTRAINT delivery_pause_act_pkey PRIMARY KEY (id),
  CONSTRAINT delivery_pause_act_whose_check CHECK (whose = 'all'::text OR whose ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'::text)
);
COMMENT ON TABLE delivery_pause_act IS 'who paused and resumed deliveries, and why: never changed once written';

CREATE TABLE export_job (
  id uuid NOT NULL,
  company_id uuid,
  status text NOT NULL,
  source text NOT NULL,
  number_of_items integer,
  expires_in integer NOT NULL,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  started_at timestamp(3) with time zone,
  completed_at timestamp(3) with time zone,
  expired_at timestamp(3) with time zone,
  last_updated_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL,
  failure_reason text,
  failure_reason_type text,
  pleo_status text,
  last_sequence integer DEFAULT 0 NOT NULL,
  registered_at timestamp(3) with time zone,
  registered_by text,
  CONSTRAINT export_job_completed_at_check CHECK ((status = ANY (ARRAY['completed'::text, 'completed_with_errors'::text, 'failed'::text])) = (completed_at IS NOT NULL)),
  CONSTRAINT export_job_expired_at_check CHECK ((expired_at IS NOT NULL) = (NOT failure_reason_type IS DISTINCT FROM 'job_expired'::text)),
  CONSTRAINT export_job_expires_at_check CHECK (expires_at >= (last_updated_at + expires_in::double precision * '00:00:01'::interval)),
  CONSTRAINT export_job_expires_in_check CHECK (expires_in >= 1 AND expires_in <= 604800),
  CONSTRAINT export_job_failure_reason_check CHECK (status = 'failed'::text OR failure_reason IS NULL AND failure_reason_type IS NULL),
  CONSTRAINT export_job_last_sequence_check CHECK (last_sequence >= 0 AND (last_sequence = 0) = (status = 'pending'::text)),
  CONSTRAINT export_job_number_of_items_check CHECK (number_of_items >= 0),
  CONSTRAINT export_job_pkey PRIMARY KEY (id),
  CONSTRAINT export_job_registered_at_check CHECK (source = 'event'::text OR registered_at IS NOT NULL),
  CONSTRAINT export_job_source_check CHECK (source = ANY (ARRAY['api'::text, 'event'::text, 'webhook'::text])),
  CONSTRAINT export_job_started_at_check CHECK (status = 'failed'::text OR (status = 'pending'::text) = (started_at IS NULL)),
  CONSTRAINT export_job_status_check CHECK (status = ANY (ARRAY['pending'::text, 'in_progress'::text, 'completed'::text, 'completed_with_errors'::text, 'failed'::text]))
);
CREATE INDEX export_job_claimable_idx ON export_job USING btree (COALESCE(company_id, '00000000-0000-0000-0000-000000000000'::uuid), created_at, id) WHERE status = 'pending'::text AND (pleo_status IS NULL OR (pleo_status <> ALL (ARRAY['completed'::text, 'completed_with_errors'::text, 'failed'::text])));
CREATE INDEX export_job_company_id_idx ON export_job USING btree (company_id, created_at, id);
CREATE INDEX export_job_completed_at_idx ON export_job USING btree (completed_at) WHERE completed_at IS NOT NULL;
CREATE INDEX export_job_created_at_idx ON export_job USING btree (created_at, id);
CREATE INDEX export_job_expires_at_idx ON export_job USING btree (expires_at) WHERE status = ANY (ARRAY['pending'::text, 'in_progress'::text]);
CREATE INDEX export_job_failure_reason_type_idx ON export_job USING btree (failure_reason_type, created_at, id) WHERE failure_reason_type IS NOT NULL;
CREATE INDEX export_job_status_idx ON export_job USING btree (status, created_at, id);

CREATE TABLE export_job_event (
  job_id uuid NOT NULL,
  sequence integer NOT NULL,
  id uuid NOT NULL,
  event text,
  failure_reason text,
  failure_reason_type text,
  origin text NOT NULL,
  accepted_at timestamp(3) with time zone NOT NULL,
  reported_by text,
  delivery_status text DEFAULT 'pending'::text NOT NULL,
  delivered_at timestamp(3) with time zone,
  outcome text,
  kind text DEFAULT 'event'::text NOT NULL,
  body jsonb,
  CONSTRAINT export_job_event_body_check CHECK ((kind = 'event'::text) = (body IS NULL)),
  CONSTRAINT export_job_event_delivered_at_check CHECK ((delivery_status = 'delivered'::text) = (delivered_at IS NOT NULL)),
  CONSTRAINT export_job_event_delivery_status_check CHECK (delivery_status = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text, 'discarded'::text])),
  CONSTRAINT export_job_event_event_check CHECK (event = ANY (ARRAY['started'::text, 'failed'::text, 'completed'::text, 'completed_with_errors'::text])),
  CONSTRAINT export_job_event_failure_reason_check CHECK (event = 'failed'::text OR failure_reason IS NULL AND failure_reason_type IS NULL),
  CONSTRAINT export_job_event_job_id_event_key UNIQUE (job_id, event),
  CONSTRAINT export_job_event_job_id_fkey FOREIGN KEY (job_id) REFERENCES export_job(id),
  CONSTRAINT export_job_event_kind_event_check CHECK ((kind = 'event'::text) = (event IS NOT NULL)),
  CONSTRAINT export_job_event_message_kind_check CHECK (kind = ANY (ARRAY['event'::text, 'items'::text])),
  CONSTRAINT export_job_event_origin_check CHECK (origin = ANY (ARRAY['api'::text, 'expiry'::text])),
  CONSTRAINT export_job_event_outcome_check CHECK ((delivery_status = 'pending'::text) = (outcome IS NULL)),
  CONSTRAINT export_job_event_pkey PRIMARY KEY (job_id, sequence),
  CONSTRAINT export_job_event_sequence_check CHECK (sequence > 0)
);
ALTER TABLE export_job_event SET (fillfactor = 40);
CREATE INDEX export_job_event_accepted_at_idx ON export_job_event USING btree (accepted_at, id);
CREATE INDEX export_job_event_failure_reason_type_idx ON export_job_event USING btree (failure_reason_type, accepted_at, id) WHERE failure_reason_type IS NOT NULL;
CREATE INDEX export_job_event_id_idx ON export_job_event USING btree (id);
COMMENT ON COLUMN export_job_event.body IS 'what is to be told, in the words of its kind; null in events, whose columns say it';
COMMENT ON COLUMN export_job_event.kind IS 'which handler delivers it: the relay does not start when it has none for a kind that the check allows';

CREATE TABLE export_job_item (
  job_id uuid NOT NULL,
  accounting_entry_id uuid NOT NULL,
  "position" integer NOT NULL,
  status text NOT NULL,
  exported_at timestamp(3) with time zone,
  external_id text,
  external_url text,
  failure_reason text,
  failure_reason_type text,
  reported_at timestamp(3) with time zone NOT NULL,
  delivery_status text DEFAULT 'pending'::text NOT NULL,
  delivered_at timestamp(3) with time zone,
  outcome text,
  error text,
  dead boolean DEFAULT false NOT NULL,
  CONSTRAINT export_job_item_dead_check CHECK (dead = (delivery_status = 'dead'::text)),
  CONSTRAINT export_job_item_delivered_at_check CHECK ((delivery_status = 'delivered'::text) = (delivered_at IS NOT NULL)),
  CONSTRAINT export_job_item_delivery_status_check CHECK (delivery_status = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text, 'discarded'::text])),
  CONSTRAINT export_job_item_failure_reason_check CHECK (status = 'failed'::text OR failure_reason IS NULL AND failure_reason_type IS NULL),
  CONSTRAINT export_job_item_outcome_check CHECK ((delivery_status = 'pending'::text) = (outcome IS NULL)),
  CONSTRAINT export_job_item_pkey PRIMARY KEY (job_id, accounting_entry_id),
  CONSTRAINT export_job_item_position_check CHECK ("position" > 0),
  CONSTRAINT export_job_item_status_check CHECK (status = ANY (ARRAY['in_progress'::text, 'successful'::text, 'failed'::text]))
);
CREATE INDEX export_job_item_dead_idx ON export_job_item USING btree (reported_at, job_id, accounting_entry_id) WHERE dead;
CREATE INDEX export_job_item_in_progress_idx ON export_job_item USING btree (job_id, accounting_entry_id) WHERE status = 'in_progress'::text;
CREATE INDEX export_job_item_job_dead_idx ON export_job_item USING btree (job_id, "position") WHERE dead;
CREATE INDEX export_job_item_position_idx ON export_job_item USING btree (job_id, "position");
COMMENT ON COLUMN export_job_item.dead IS 'as delivery_status says, for indexes that a delivery must not write';
COMMENT ON COLUMN export_job_item.delivery_status IS 'pending: delivered all the same, when an item_delivery has its position';
COMMENT ON COLUMN export_job_item."position" IS 'its place in the order in which Pleo is told; a new report on the entry gives it a new one';

CREATE TABLE item_delivery (
  job_id uuid NOT NULL,
  last_position integer NOT NULL,
  delivered_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT item_delivery_job_id_fkey FOREIGN KEY (job_id) REFERENCES item_tally(job_id),
  CONSTRAINT item_delivery_pkey PRIMARY KEY (job_id, last_position)
);
COMMENT ON COLUMN item_delivery.last_position IS 'results of the job up to this one, and behind the row before, are delivered where their rows say nothing else';

CREATE TABLE item_failure_tally (
  job_id uuid NOT NULL,
  fingerprint bytea NOT NULL,
  failure_reason_type text,
  failure_reason text,
  count integer NOT NULL,
  CONSTRAINT item_failure_tally_count_check CHECK (count > 0),
  CONSTRAINT item_failure_tally_job_id_fkey FOREIGN KEY (job_id) REFERENCES export_job(id),
  CONSTRAINT item_failure_tally_pkey PRIMARY KEY (job_id, fingerprint)
);

CREATE TABLE item_tally (
  job_id uuid NOT NULL,
  sequence integer NOT NULL,
  last_position integer NOT NULL,
  settled_position integer DEFAULT 0 NOT NULL,
  successful integer NOT NULL,
  failed integer NOT NULL,
  in_progress integer NOT NULL,
  pending integer NOT NULL,
  dead integer DEFAULT 0 NOT NULL,
  discarded integer DEFAULT 0 NOT NULL,
  holds_until timestamp(3) with time zone,
  pleo_last_updated_at timestamp(3) with time zone,
  CONSTRAINT item_tally_counts_check CHECK (LEAST(successful, failed, in_progress, pending, dead, discarded) >= 0 AND (pending + dead + discarded) <= (successful + failed + in_progress)),
  CONSTRAINT item_tally_message_fkey FOREIGN KEY (job_id, sequence) REFERENCES export_job_event(job_id, sequence),
  CONSTRAINT item_tally_pkey PRIMARY KEY (job_id),
  CONSTRAINT item_tally_position_check CHECK (settled_position >= 0 AND settled_position <= last_position)
);
ALTER TABLE item_tally SET (fillfactor = 50);
COMMENT ON COLUMN item_tally.holds_until IS 'how long its dead results hold, or held, the final event back; null when none has died since the last redelivery of all';
COMMENT ON COLUMN item_tally.pleo_last_updated_at IS 'lastUpdatedAt of Pleo''s job, read once after the first results were delivered';
COMMENT ON COLUMN item_tally.sequence IS 'of the message that carries the results, the only one of its job';
COMMENT ON COLUMN item_tally.settled_position IS 'low-water mark: no result that waits has a position up to this one';

CREATE TABLE job_lease (
  owner_id uuid NOT NULL,
  job_id uuid NOT NULL,
  token uuid NOT NULL,
  until timestamp(3) with time zone NOT NULL,
  lease_seconds integer NOT NULL,
  claimed_by text,
  claimed_at timestamp(3) with time zone NOT NULL,
  ended text,
  returns integer DEFAULT 0 NOT NULL,
  CONSTRAINT job_lease_ended_check CHECK (ended = ANY (ARRAY['released'::text, 'lapsed'::text])),
  CONSTRAINT job_lease_job_id_fkey FOREIGN KEY (job_id) REFERENCES export_job(id) ON DELETE CASCADE,
  CONSTRAINT job_lease_job_id_key UNIQUE (job_id),
  CONSTRAINT job_lease_lease_seconds_check CHECK (lease_seconds >= 30 AND lease_seconds <= 3600),
  CONSTRAINT job_lease_pkey PRIMARY KEY (owner_id),
  CONSTRAINT job_lease_returns_check CHECK (returns >= 0)
);
ALTER TABLE job_lease SET (fillfactor = 50);
CREATE INDEX job_lease_until_idx ON job_lease USING btree (until);
COMMENT ON COLUMN job_lease.ended IS 'null while it is live, and until somebody has noted that it lapsed';
COMMENT ON COLUMN job_lease.owner_id IS 'the job''s company, or the job itself where it has none';
COMMENT ON COLUMN job_lease.returns IS 'how often the job came back, by release or lapse, since its worker was last heard of';
COMMENT ON COLUMN job_lease.token IS 'fencing token: a report with another one is not written';

CREATE TABLE job_lease_change (
  job_id uuid NOT NULL,
  token uuid NOT NULL,
  change text NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  by text,
  CONSTRAINT job_lease_change_change_check CHECK (change = ANY (ARRAY['claimed'::text, 'resumed'::text, 'released'::text, 'lapsed'::text])),
  CONSTRAINT job_lease_change_job_id_fkey FOREIGN KEY (job_id) REFERENCES export_job(id) ON DELETE CASCADE,
  CONSTRAINT job_lease_change_pkey PRIMARY KEY (job_id, token, change)
);

CREATE TABLE notice (
  id uuid NOT NULL,
  written_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  type text NOT NULL,
  subject uuid NOT NULL,
  data jsonb NOT NULL,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  status text DEFAULT 'waiting'::text NOT NULL,
  settled_at timestamp(3) with time zone,
  due_at timestamp with time zone DEFAULT now(),
  claim uuid,
  retries integer DEFAULT 0 NOT NULL,
  failing_since timestamp with time zone,
  error text,
  CONSTRAINT notice_claim_check CHECK (claim IS NULL OR status = 'waiting'::text),
  CONSTRAINT notice_due_at_check CHECK ((status = 'waiting'::text) = (due_at IS NOT NULL)),
  CONSTRAINT notice_pkey PRIMARY KEY (id),
  CONSTRAINT notice_settled_at_check CHECK ((status = 'waiting'::text) = (settled_at IS NULL)),
  CONSTRAINT notice_status_check CHECK (status = ANY (ARRAY['waiting'::text, 'delivered'::text, 'dead'::text])),
  CONSTRAINT notice_type_check CHECK (type = ANY (ARRAY['company.connected'::text, 'company.consent_needed'::text, 'event.dead'::text, 'item.dead'::text, 'job.expired'::text, 'test'::text]))
);
CREATE INDEX notice_due_at_idx ON notice USING btree (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notice_status_idx ON notice USING btree (status, created_at, id);
CREATE INDEX notice_subject_idx ON notice USING btree (subject, written_at, id) WHERE due_at IS NOT NULL;
COMMENT ON TABLE notice IS 'what the integrator is told by webhook, written in the transaction of what it tells';
COMMENT ON COLUMN notice.claim IS 'fencing token of the replica that sends it';
COMMENT ON COLUMN notice.due_at IS 'when it may be sent next; while it is claimed, when the claim ends';
COMMENT ON COLUMN notice.error IS 'what was wrong with the last try, in our words';
COMMENT ON COLUMN notice.failing_since IS 'when the first of its tries failed';
COMMENT ON COLUMN notice.id IS 'its webhook-id, the same at every try';
COMMENT ON COLUMN notice.subject IS 'the company or the job that it is about; of a test its own';
COMMENT ON COLUMN notice.written_at IS 'the order in which those of one subject are told';

CREATE TABLE outbox (
  job_id uuid NOT NULL,
  sequence integer NOT NULL,
  due_at timestamp with time zone,
  retries integer DEFAULT 0 NOT NULL,
  failing_since timestamp with time zone,
  claim uuid,
  credential text COLLATE "C" DEFAULT 'default'::text NOT NULL,
  request_id text,
  traceparent text,
  accepted_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  dead boolean DEFAULT false NOT NULL,
  kind text DEFAULT 'event'::text NOT NULL,
  holds_until timestamp with time zone,
  CONSTRAINT outbox_claim_check CHECK (claim IS NULL OR due_at IS NOT NULL),
  CONSTRAINT outbox_dead_check CHECK (NOT dead OR due_at IS NULL),
  CONSTRAINT outbox_event_fkey FOREIGN KEY (job_id, sequence) REFERENCES export_job_event(job_id, sequence),
  CONSTRAINT outbox_failing_since_check CHECK (failing_since IS NULL OR retries > 0),
  CONSTRAINT outbox_holds_until_check CHECK (holds_until IS NULL OR dead),
  CONSTRAINT outbox_pkey PRIMARY KEY (job_id, sequence)
);
CREATE INDEX outbox_behind_idx ON outbox USING btree (accepted_at) WHERE kind = 'event'::text AND due_at IS NULL AND NOT dead;
CREATE INDEX outbox_credential_due_at_idx ON outbox USING btree (credential, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX outbox_event_accepted_at_idx ON outbox USING btree (dead, accepted_at) WHERE kind = 'event'::text;
CREATE INDEX outbox_items_accepted_at_idx ON outbox USING btree (dead, accepted_at) WHERE kind = 'items'::text;
CREATE INDEX outbox_parked_idx ON outbox USING btree (credential, job_id) WHERE credential ~~ 'parked:%'::text;
CREATE INDEX outbox_paused_idx ON outbox USING btree (credential, job_id) WHERE credential ~~ 'paused:%'::text;
CREATE INDEX outbox_retries_idx ON outbox USING btree (accepted_at) WHERE kind = 'event'::text AND retries > 0 AND NOT dead;
COMMENT ON COLUMN outbox.accepted_at IS 'as in export_job_event; of results, when the first of those that wait was reported';
COMMENT ON COLUMN outbox.claim IS 'fencing token of the attempt under way: only who holds it may write the outcome';
COMMENT ON COLUMN outbox.credential IS 'which credential it is to go out with: default, or the id of a company that has one of its own; parked: and the id of a company that is put away, paused: and that of one that is paused by hand, where nobody claims it';
COMMENT ON COLUMN outbox.dead IS 'whether the event''s delivery_status is dead; else it is pending';
COMMENT ON COLUMN outbox.due_at IS 'when it may be claimed: its next attempt, or the end of the lease of the one under way; null while an earlier event of its job is undelivered, and when it is dead';
COMMENT ON COLUMN outbox.failing_since IS 'when it met the first of its passing faults: the end of the retry schedule counts from here';
COMMENT ON COLUMN outbox.holds_until IS 'when the next message of its job may go although this one is dead; null: when somebody redelivers or discards it';
COMMENT ON COLUMN outbox.kind IS 'as in export_job_event: a replica claims those that it has a handler for';
COMMENT ON COLUMN outbox.request_id IS 'of the request that reported the event; null when the relay itself did';
COMMENT ON COLUMN outbox.retries IS 'tries after which others were let pass: passing faults, refusals, times to wait';
COMMENT ON COLUMN outbox.traceparent IS 'of that request''s span, as W3C Trace Context writes it; null without tracing';

CREATE TABLE poll_turn (
  credential text NOT NULL,
  taken_until timestamp with time zone NOT NULL,
  claim uuid,
  ended_at timestamp with time zone,
  CONSTRAINT poll_turn_pkey PRIMARY KEY (credential)
);
COMMENT ON COLUMN poll_turn.claim IS 'fencing token of the turn under way';
COMMENT ON COLUMN poll_turn.ended_at IS 'when a turn last ended: the interval counts from here';
COMMENT ON COLUMN poll_turn.taken_until IS 'the end of the lease of the turn under way, or of the time that Pleo asked us to wait';

CREATE TABLE relay_clock (
  id boolean DEFAULT true NOT NULL,
  noted_at timestamp with time zone NOT NULL,
  steady_since timestamp with time zone NOT NULL,
  CONSTRAINT relay_clock_id_check CHECK (id),
  CONSTRAINT relay_clock_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE relay_clock IS 'one row, in which all replicas note the time every second while they can hear';
COMMENT ON COLUMN relay_clock.noted_at IS 'the time by this server''s clock when a replica could hear last';
COMMENT ON COLUMN relay_clock.steady_since IS 'since when the notes follow each other: no replica was there before, or none could reach this server, or its clock was set';

CREATE TABLE webhook_receipt (
  id text NOT NULL,
  received_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT webhook_receipt_pkey PRIMARY KEY (id)
);
CREATE INDEX webhook_receipt_received_at_idx ON webhook_receipt USING btree (received_at);
COMMENT ON TABLE webhook_receipt IS 'webhooks that were taken, each once over all replicas; kept for a day';

CREATE TABLE webhook_subscription (
  company_id uuid NOT NULL,
  status text DEFAULT 'pending'::text NOT NULL,
  reason text,
  subscription_id text,
  key_id text,
  secret bytea,
  secret_since timestamp(3) with time zone,
  previous_id text,
  previous_key_id text,
  previous_secret bytea,
  previous_until timestamp(3) with time zone,
  rotation_asked_at timestamp(3) with time zone,
  checked_at timestamp(3) with time zone,
  looked_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  due_at timestamp with time zone DEFAULT now() NOT NULL,
  tries integer DEFAULT 0 NOT NULL,
  claim uuid,
  taken_until timestamp with time zone,
  created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT webhook_subscription_active_check CHECK ((status <> ALL (ARRAY['active'::text, 'lost'::text])) OR secret IS NOT NULL),
  CONSTRAINT webhook_subscription_pkey PRIMARY KEY (company_id),
  CONSTRAINT webhook_subscription_previous_check CHECK ((num_nulls(previous_id, previous_key_id, previous_secret, previous_until) = ANY (ARRAY[0, 4])) AND (previous_id IS NULL OR secret IS NOT NULL)),
  CONSTRAINT webhook_subscription_secret_check CHECK ((num_nulls(key_id, secret, secret_since) = ANY (ARRAY[0, 3])) AND (secret IS NULL OR subscription_id IS NOT NULL)),
  CONSTRAINT webhook_subscription_status_check CHECK (status = ANY (ARRAY['pending'::text, 'active'::text, 'refused'::text, 'lost'::text, 'removing'::text])),
  CONSTRAINT webhook_subscription_taken_until_check CHECK ((claim IS NULL) = (taken_until IS NULL)),
  CONSTRAINT webhook_subscription_tries_check CHECK (tries >= 0)
);
COMMENT ON TABLE webhook_subscription IS 'the subscription through which Pleo tells of a company''s jobs; a company that was never looked after has no row';
COMMENT ON COLUMN webhook_subscription.checked_at IS 'when Pleo last listed it, or took it';
COMMENT ON COLUMN webhook_subscription.claim IS 'fencing token of whoever asks Pleo about it now';
COMMENT ON COLUMN webhook_subscription.due_at IS 'when a sweep takes it up again, unless the credential is set anew before';
COMMENT ON COLUMN webhook_subscription.looked_at IS 'when a sweep last took it up';
COMMENT ON COLUMN webhook_subscription.previous_id IS 'the subscription before: its secret is good, too, until it is removed at Pleo some time after previous_until';
COMMENT ON COLUMN webhook_subscription.secret_since IS 'since when the secret is known here: its age counts from then';
COMMENT ON COLUMN webhook_subscription.status IS 'lost: Pleo has it no more, and it could not be made again so far; removing: the company''s credential is being deleted, or was and this was left over';
COMMENT ON COLUMN webhook_subscription.tries IS 'turns in a row that did not come to an end';
