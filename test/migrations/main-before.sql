-- A database of main before the schema was one migration, with rows in every table: pg_dump --inserts --no-owner
-- --no-privileges of what its ten migrations made, on PostgreSQL 15. Never edited: it is what people may have.

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.audit_entry (
    job_id uuid NOT NULL,
    id uuid NOT NULL,
    sequence integer NOT NULL,
    action text NOT NULL,
    at timestamp(3) with time zone NOT NULL,
    by text,
    reason text,
    CONSTRAINT audit_entry_action_check CHECK ((action = ANY (ARRAY['redelivered'::text, 'discarded'::text]))),
    CONSTRAINT audit_entry_reason_check CHECK (((action = 'discarded'::text) = (reason IS NOT NULL)))
);

CREATE TABLE public.company_credential (
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
    CONSTRAINT company_credential_refresh_check CHECK (((type = 'oauth'::text) OR (num_nonnulls(access_ends_at, refresh_due_at, refreshed_at, refresh_claim) = 0))),
    CONSTRAINT company_credential_refresh_faults_check CHECK ((refresh_faults >= 0)),
    CONSTRAINT company_credential_refreshed_at_check CHECK (((type <> 'oauth'::text) OR (refreshed_at IS NOT NULL))),
    CONSTRAINT company_credential_refreshing_until_check CHECK (((refresh_claim IS NULL) = (refreshing_until IS NULL))),
    CONSTRAINT company_credential_secrets_check CHECK (
CASE type
    WHEN 'api_key'::text THEN ((num_nulls(api_key, access_token, refresh_token) = 2) AND (api_key IS NOT NULL))
    ELSE ((api_key IS NULL) AND (num_nulls(access_token, refresh_token) = 0))
END),
    CONSTRAINT company_credential_status_check CHECK (((status = 'active'::text) OR ((status = 'consent_needed'::text) AND (type = 'oauth'::text) AND (reason IS NOT NULL)))),
    CONSTRAINT company_credential_type_check CHECK ((type = ANY (ARRAY['api_key'::text, 'oauth'::text])))
);

COMMENT ON COLUMN public.company_credential.generation IS 'another one with every change of the secrets';

COMMENT ON COLUMN public.company_credential.key_id IS 'which key of CREDENTIALS_KEY sealed the secrets of this row';

COMMENT ON COLUMN public.company_credential.refresh_due_at IS 'when the access token is to be renewed without being refused first; null: not before it is';

COMMENT ON COLUMN public.company_credential.refresh_claim IS 'fencing token of the refresh under way: only who holds it may write new tokens; one that is left behind after refreshing_until means that nobody knows whether the refresh token was used';

COMMENT ON COLUMN public.company_credential.retry_at IS 'after a refresh that failed in passing';

CREATE TABLE public.credential_audit (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    action text NOT NULL,
    type text NOT NULL,
    at timestamp(3) with time zone NOT NULL,
    by text,
    CONSTRAINT credential_audit_action_check CHECK ((action = ANY (ARRAY['set'::text, 'deleted'::text, 'consent_started'::text, 'consented'::text, 'consent_needed'::text]))),
    CONSTRAINT credential_audit_type_check CHECK ((type = ANY (ARRAY['api_key'::text, 'oauth'::text])))
);

COMMENT ON TABLE public.credential_audit IS 'who did what to the credential of a company; outlives the credential';

CREATE TABLE public.credential_consent (
    state_hash bytea NOT NULL,
    company_id uuid NOT NULL,
    key_id text NOT NULL,
    code_verifier bytea NOT NULL,
    started_by text,
    expires_at timestamp(3) with time zone NOT NULL
);

COMMENT ON TABLE public.credential_consent IS 'consents under way: a row is taken out by the callback that answers it';

CREATE TABLE public.delivery_attempt (
    job_id uuid NOT NULL,
    sequence integer NOT NULL,
    number integer NOT NULL,
    id uuid NOT NULL,
    sent_event text NOT NULL,
    started_at timestamp(3) with time zone NOT NULL,
    duration_ms integer NOT NULL,
    outcome text NOT NULL,
    status_code integer,
    error text,
    response_excerpt text,
    pleo_status text,
    retry_at timestamp(3) with time zone,
    delivered_after_ms bigint,
    CONSTRAINT delivery_attempt_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT delivery_attempt_number_check CHECK ((number > 0))
);

COMMENT ON COLUMN public.delivery_attempt.id IS 'given by who made the attempt: one that is written again, because the answer to a commit was lost, is not kept twice';

COMMENT ON COLUMN public.delivery_attempt.sent_event IS 'the event that was sent: the row''s own, or started when Pleo wanted that first';

COMMENT ON COLUMN public.delivery_attempt.pleo_status IS 'the job''s status as read back from Pleo after this attempt';

COMMENT ON COLUMN public.delivery_attempt.delivered_after_ms IS 'how long after its acceptance the event was delivered by this attempt; null when it was not';

CREATE TABLE public.delivery_circuit (
    credential text NOT NULL,
    faults integer NOT NULL,
    pause text,
    reason text,
    paused_since timestamp with time zone,
    paused_until timestamp with time zone,
    probes integer NOT NULL,
    jobs uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT delivery_circuit_pause_check CHECK ((pause = ANY (ARRAY['told_to_wait'::text, 'credential_refused'::text, 'circuit_open'::text]))),
    CONSTRAINT delivery_circuit_paused_check CHECK ((num_nulls(pause, reason, paused_since, paused_until) = ANY (ARRAY[0, 4])))
);

COMMENT ON TABLE public.delivery_circuit IS 'how the way to Pleo looks with a credential; no row where all is well';

COMMENT ON COLUMN public.delivery_circuit.faults IS 'passing faults in a row, seen by all replicas together';

COMMENT ON COLUMN public.delivery_circuit.paused_until IS 'told_to_wait: when deliveries go on; else: when the next probe may go, one at a time';

COMMENT ON COLUMN public.delivery_circuit.jobs IS 'jobs that met trouble since Pleo last answered one as it should; no more than matter';

CREATE TABLE public.export_job (
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
    CONSTRAINT export_job_completed_at_check CHECK (((status = ANY (ARRAY['completed'::text, 'completed_with_errors'::text, 'failed'::text])) = (completed_at IS NOT NULL))),
    CONSTRAINT export_job_expired_at_check CHECK (((expired_at IS NOT NULL) = (NOT (failure_reason_type IS DISTINCT FROM 'job_expired'::text)))),
    CONSTRAINT export_job_expires_in_check CHECK (((expires_in >= 1) AND (expires_in <= 604800))),
    CONSTRAINT export_job_failure_reason_check CHECK (((status = 'failed'::text) OR ((failure_reason IS NULL) AND (failure_reason_type IS NULL)))),
    CONSTRAINT export_job_last_sequence_check CHECK (((last_sequence >= 0) AND ((last_sequence = 0) = (status = 'pending'::text)))),
    CONSTRAINT export_job_number_of_items_check CHECK ((number_of_items >= 0)),
    CONSTRAINT export_job_registered_at_check CHECK (((source = 'event'::text) OR (registered_at IS NOT NULL))),
    CONSTRAINT export_job_source_check CHECK ((source = ANY (ARRAY['api'::text, 'event'::text, 'webhook'::text]))),
    CONSTRAINT export_job_started_at_check CHECK (((status = 'failed'::text) OR ((status = 'pending'::text) = (started_at IS NULL)))),
    CONSTRAINT export_job_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'in_progress'::text, 'completed'::text, 'completed_with_errors'::text, 'failed'::text])))
);

CREATE TABLE public.export_job_event (
    job_id uuid NOT NULL,
    sequence integer NOT NULL,
    id uuid NOT NULL,
    event text NOT NULL,
    failure_reason text,
    failure_reason_type text,
    origin text NOT NULL,
    accepted_at timestamp(3) with time zone NOT NULL,
    reported_by text,
    delivery_status text DEFAULT 'pending'::text NOT NULL,
    delivered_at timestamp(3) with time zone,
    outcome text,
    CONSTRAINT export_job_event_delivered_at_check CHECK (((delivery_status = 'delivered'::text) = (delivered_at IS NOT NULL))),
    CONSTRAINT export_job_event_delivery_status_check CHECK ((delivery_status = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text, 'discarded'::text]))),
    CONSTRAINT export_job_event_event_check CHECK ((event = ANY (ARRAY['started'::text, 'failed'::text, 'completed'::text, 'completed_with_errors'::text]))),
    CONSTRAINT export_job_event_failure_reason_check CHECK (((event = 'failed'::text) OR ((failure_reason IS NULL) AND (failure_reason_type IS NULL)))),
    CONSTRAINT export_job_event_origin_check CHECK ((origin = ANY (ARRAY['api'::text, 'expiry'::text]))),
    CONSTRAINT export_job_event_outcome_check CHECK (((delivery_status = 'pending'::text) = (outcome IS NULL))),
    CONSTRAINT export_job_event_sequence_check CHECK ((sequence > 0))
)
WITH (fillfactor='40');

CREATE TABLE public.migration (
    id integer NOT NULL,
    "timestamp" bigint NOT NULL,
    name character varying NOT NULL
);

CREATE SEQUENCE public.migration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.migration_id_seq OWNED BY public.migration.id;

CREATE TABLE public.outbox (
    job_id uuid NOT NULL,
    sequence integer NOT NULL,
    due_at timestamp with time zone,
    retries integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    claim uuid,
    credential text DEFAULT 'default'::text NOT NULL COLLATE pg_catalog."C",
    request_id text,
    traceparent text,
    accepted_at timestamp(3) with time zone DEFAULT now() NOT NULL,
    dead boolean DEFAULT false NOT NULL,
    CONSTRAINT outbox_claim_check CHECK (((claim IS NULL) OR (due_at IS NOT NULL))),
    CONSTRAINT outbox_dead_check CHECK (((NOT dead) OR (due_at IS NULL)))
);

COMMENT ON COLUMN public.outbox.due_at IS 'when it may be claimed: its next attempt, or the end of the lease of the one under way; null while an earlier event of its job is undelivered, and when it is dead';

COMMENT ON COLUMN public.outbox.retries IS 'tries after which others were let pass: passing faults, refusals, times to wait';

COMMENT ON COLUMN public.outbox.failing_since IS 'when it met the first of its passing faults: the end of the retry schedule counts from here';

COMMENT ON COLUMN public.outbox.claim IS 'fencing token of the attempt under way: only who holds it may write the outcome';

COMMENT ON COLUMN public.outbox.credential IS 'which credential it is to go out with: default, or the id of a company that has one of its own';

COMMENT ON COLUMN public.outbox.request_id IS 'of the request that reported the event; null when the relay itself did';

COMMENT ON COLUMN public.outbox.traceparent IS 'of that request''s span, as W3C Trace Context writes it; null without tracing';

COMMENT ON COLUMN public.outbox.accepted_at IS 'as in export_job_event';

COMMENT ON COLUMN public.outbox.dead IS 'whether the event''s delivery_status is dead; else it is pending';

CREATE TABLE public.poll_turn (
    credential text NOT NULL,
    taken_until timestamp with time zone NOT NULL,
    claim uuid,
    ended_at timestamp with time zone
);

COMMENT ON COLUMN public.poll_turn.taken_until IS 'the end of the lease of the turn under way, or of the time that Pleo asked us to wait';

COMMENT ON COLUMN public.poll_turn.claim IS 'fencing token of the turn under way';

COMMENT ON COLUMN public.poll_turn.ended_at IS 'when a turn last ended: the interval counts from here';

CREATE TABLE public.relay_clock (
    id boolean DEFAULT true NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    steady_since timestamp with time zone NOT NULL,
    CONSTRAINT relay_clock_id_check CHECK (id)
);

COMMENT ON TABLE public.relay_clock IS 'one row, in which all replicas note the time every second while they can hear';

COMMENT ON COLUMN public.relay_clock.noted_at IS 'the time by this server''s clock when a replica could hear last';

COMMENT ON COLUMN public.relay_clock.steady_since IS 'since when the notes follow each other: no replica was there before, or none could reach this server, or its clock was set';

CREATE TABLE public.webhook_receipt (
    id text NOT NULL,
    received_at timestamp(3) with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.webhook_receipt IS 'webhooks that were taken, each once over all replicas; kept for a day';

ALTER TABLE ONLY public.migration ALTER COLUMN id SET DEFAULT nextval('public.migration_id_seq'::regclass);

INSERT INTO public.audit_entry VALUES ('00000009-0000-4000-8000-000000000000', 'abcdef02-0000-4000-8000-000000000000', 1, 'discarded', '2026-01-31 09:15:00+00', 'admin', 'Ended by hand.');

INSERT INTO public.company_credential VALUES ('c0000009-0000-4000-8000-000000000000', 'api_key', 'active', NULL, '2026-01-31 09:00:00+00', '2026-01-31 09:00:00+00', 'admin', 'abcdef00-0000-4000-8000-000000000000', 'test', '\xb479d5b7db604b75f3482bfe033c45dd97643270b8e49ae536281d4cd824cc0ad6def26cbe2dde', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL);

INSERT INTO public.credential_audit VALUES ('c0000009-0000-4000-8000-000000000000', 'abcdef01-0000-4000-8000-000000000000', 'set', 'api_key', '2026-01-31 09:00:00+00', 'admin');

INSERT INTO public.credential_consent VALUES ('\x7374617465', 'c0000009-0000-4000-8000-000000000000', 'test', '\xee50480f866733bcbf560aece574f067dfb850e9e37698e60e90b6a8574d76d5c682d5fb', 'admin', '2026-01-31 09:20:00+00');

INSERT INTO public.delivery_attempt VALUES ('00000001-0000-4000-8000-000000000000', 1, 1, 'a0000001-0000-4000-8000-000000000000', 'started', '2026-01-31 09:01:00+00', 12, 'delivered', 200, NULL, NULL, 'in_progress', NULL, 40);
INSERT INTO public.delivery_attempt VALUES ('00000001-0000-4000-8000-000000000000', 2, 1, 'a0000002-0000-4000-8000-000000000000', 'completed', '2026-01-31 09:01:00+00', 12, 'delivered', 200, NULL, NULL, 'completed', NULL, 55);
INSERT INTO public.delivery_attempt VALUES ('00000003-0000-4000-8000-000000000000', 1, 1, 'a0000003-0000-4000-8000-000000000000', 'started', '2026-01-31 09:03:00+00', 12, 'refused', 403, 'Pleo answered 403 FORBIDDEN (''Basic cGtfOWZacTdMdzNYdDBSYjU6'' not a valid key=value pair).', '{"message":"''Basic cGtfOWZacTdMdzNYdDBSYjU6'' not a valid key=value pair"}', NULL, NULL, NULL);
INSERT INTO public.delivery_attempt VALUES ('00000004-0000-4000-8000-000000000000', 1, 1, 'a0000004-0000-4000-8000-000000000000', 'started', '2026-01-31 09:04:00+00', 12, 'passing', 500, 'Pleo answered 500.', NULL, NULL, '2026-01-31 09:05:00+00', NULL);
INSERT INTO public.delivery_attempt VALUES ('00000004-0000-4000-8000-000000000000', 1, 2, 'a0000005-0000-4000-8000-000000000000', 'started', '2026-01-31 09:04:00+00', 12, 'passing', NULL, 'Pleo could not be reached: ECONNREFUSED.', NULL, NULL, '2026-01-31 09:06:00+00', NULL);
INSERT INTO public.delivery_attempt VALUES ('00000009-0000-4000-8000-000000000000', 1, 1, 'a0000006-0000-4000-8000-000000000000', 'failed', '2026-01-31 09:09:00+00', 12, 'conflict', 422, 'Pleo answered 422 WRONG_STATE.', NULL, NULL, NULL, NULL);

INSERT INTO public.delivery_circuit VALUES ('default', 2, 'circuit_open', 'Pleo answered 503 (''Basic cGtfOWZacTdMdzNYdDBSYjU6'' not a valid key=value pair).', '2026-01-31 09:06:00+00', '2026-01-31 09:07:00+00', 0, '{00000004-0000-4000-8000-000000000000}');

INSERT INTO public.export_job VALUES ('00000001-0000-4000-8000-000000000000', NULL, 'completed', 'event', NULL, 3600, '2026-01-31 09:01:00+00', '2026-01-31 09:01:00+00', '2026-01-31 09:01:00+00', NULL, '2026-01-31 09:01:00+00', '2026-01-31 10:01:00+00', NULL, NULL, 'completed', 2, NULL, NULL);
INSERT INTO public.export_job VALUES ('00000002-0000-4000-8000-000000000000', NULL, 'completed', 'event', NULL, 3600, '2026-01-31 09:02:00+00', '2026-01-31 09:02:00+00', '2026-01-31 09:02:00+00', NULL, '2026-01-31 09:02:00+00', '2026-01-31 10:02:00+00', NULL, NULL, NULL, 2, NULL, NULL);
INSERT INTO public.export_job VALUES ('00000003-0000-4000-8000-000000000000', NULL, 'completed', 'event', NULL, 3600, '2026-01-31 09:03:00+00', '2026-01-31 09:03:00+00', '2026-01-31 09:03:00+00', NULL, '2026-01-31 09:03:00+00', '2026-01-31 10:03:00+00', NULL, NULL, NULL, 2, NULL, NULL);
INSERT INTO public.export_job VALUES ('00000004-0000-4000-8000-000000000000', NULL, 'in_progress', 'event', NULL, 3600, '2026-01-31 09:04:00+00', '2026-01-31 09:04:00+00', NULL, NULL, '2026-01-31 09:04:00+00', '2026-01-31 10:04:00+00', NULL, NULL, NULL, 1, NULL, NULL);
INSERT INTO public.export_job VALUES ('00000005-0000-4000-8000-000000000000', NULL, 'failed', 'event', NULL, 3600, '2026-01-31 09:05:00+00', NULL, '2026-01-31 09:05:00+00', NULL, '2026-01-31 09:05:00+00', '2026-01-31 10:05:00+00', 'costs 5 €', 'validation_failure', NULL, 1, NULL, NULL);
INSERT INTO public.export_job VALUES ('00000006-0000-4000-8000-000000000000', NULL, 'in_progress', 'event', NULL, 3600, '2026-01-31 09:06:00+00', '2026-01-31 09:06:00+00', NULL, NULL, '2026-01-31 09:06:00+00', '2026-01-31 12:00:00+00', NULL, NULL, NULL, 1, NULL, NULL);
INSERT INTO public.export_job VALUES ('00000007-0000-4000-8000-000000000000', 'c0000009-0000-4000-8000-000000000000', 'in_progress', 'api', 3, 3600, '2026-01-31 09:07:00+00', '2026-01-31 09:07:00+00', NULL, NULL, '2026-01-31 09:07:00+00', '2026-01-31 10:07:00+00', NULL, NULL, NULL, 1, '2026-01-31 09:07:00+00', 'erp');
INSERT INTO public.export_job VALUES ('00000008-0000-4000-8000-000000000000', 'c0000009-0000-4000-8000-000000000000', 'pending', 'webhook', NULL, 3600, '2026-01-31 09:08:00+00', NULL, NULL, NULL, '2026-01-31 09:08:00+00', '2026-01-31 10:08:00+00', NULL, NULL, NULL, 0, '2026-01-31 09:08:00+00', NULL);
INSERT INTO public.export_job VALUES ('00000009-0000-4000-8000-000000000000', NULL, 'failed', 'event', NULL, 3600, '2026-01-31 09:09:00+00', NULL, '2026-01-31 09:09:00+00', '2026-01-31 09:09:00+00', '2026-01-31 09:09:00+00', '2026-01-31 10:09:00+00', NULL, 'job_expired', NULL, 1, NULL, NULL);

INSERT INTO public.export_job_event VALUES ('00000001-0000-4000-8000-000000000000', 1, 'e0000001-0000-4000-8000-000000000000', 'started', NULL, NULL, 'api', '2026-01-31 09:01:00+00', 'worker', 'delivered', '2026-01-31 09:30:00+00', 'delivered');
INSERT INTO public.export_job_event VALUES ('00000001-0000-4000-8000-000000000000', 2, 'e0000002-0000-4000-8000-000000000000', 'completed', NULL, NULL, 'api', '2026-01-31 09:01:00+00', 'worker', 'delivered', '2026-01-31 09:30:00+00', 'delivered');
INSERT INTO public.export_job_event VALUES ('00000002-0000-4000-8000-000000000000', 1, 'e0000003-0000-4000-8000-000000000000', 'started', NULL, NULL, 'api', '2026-01-31 09:02:00+00', 'worker', 'pending', NULL, NULL);
INSERT INTO public.export_job_event VALUES ('00000002-0000-4000-8000-000000000000', 2, 'e0000004-0000-4000-8000-000000000000', 'completed', NULL, NULL, 'api', '2026-01-31 09:02:00+00', 'worker', 'pending', NULL, NULL);
INSERT INTO public.export_job_event VALUES ('00000003-0000-4000-8000-000000000000', 1, 'e0000005-0000-4000-8000-000000000000', 'started', NULL, NULL, 'api', '2026-01-31 09:03:00+00', 'worker', 'dead', NULL, 'refused');
INSERT INTO public.export_job_event VALUES ('00000003-0000-4000-8000-000000000000', 2, 'e0000006-0000-4000-8000-000000000000', 'completed', NULL, NULL, 'api', '2026-01-31 09:03:00+00', 'worker', 'pending', NULL, NULL);
INSERT INTO public.export_job_event VALUES ('00000004-0000-4000-8000-000000000000', 1, 'e0000007-0000-4000-8000-000000000000', 'started', NULL, NULL, 'api', '2026-01-31 09:04:00+00', 'worker', 'pending', NULL, NULL);
INSERT INTO public.export_job_event VALUES ('00000005-0000-4000-8000-000000000000', 1, 'e0000008-0000-4000-8000-000000000000', 'failed', 'costs 5 €', 'validation_failure', 'api', '2026-01-31 09:05:00+00', 'worker', 'pending', NULL, NULL);
INSERT INTO public.export_job_event VALUES ('00000006-0000-4000-8000-000000000000', 1, 'e0000009-0000-4000-8000-000000000000', 'started', NULL, NULL, 'api', '2026-01-31 09:06:00+00', 'worker', 'pending', NULL, NULL);
INSERT INTO public.export_job_event VALUES ('00000007-0000-4000-8000-000000000000', 1, 'e000000a-0000-4000-8000-000000000000', 'started', NULL, NULL, 'api', '2026-01-31 09:07:00+00', 'worker', 'pending', NULL, NULL);
INSERT INTO public.export_job_event VALUES ('00000009-0000-4000-8000-000000000000', 1, 'e000000b-0000-4000-8000-000000000000', 'failed', NULL, 'job_expired', 'expiry', '2026-01-31 09:09:00+00', NULL, 'discarded', NULL, 'conflict');

INSERT INTO public.migration VALUES (1, 1764032400000, 'CreateTables1764032400000');
INSERT INTO public.migration VALUES (2, 1764068400000, 'CreateDetectionTables1764068400000');
INSERT INTO public.migration VALUES (3, 1764072000000, 'CreateCredentials1764072000000');
INSERT INTO public.migration VALUES (4, 1764075600000, 'AddOutboxCredential1764075600000');
INSERT INTO public.migration VALUES (5, 1764079200000, 'AddReportToOutbox1764079200000');
INSERT INTO public.migration VALUES (6, 1764082800000, 'IndexRecentDeliveries1764082800000');
INSERT INTO public.migration VALUES (7, 1764093600000, 'DeliverInPlace1764093600000');
INSERT INTO public.migration VALUES (8, 1764100000000, 'ScrubAnswers1764100000000');
INSERT INTO public.migration VALUES (9, 1764111000000, 'TellOneJobFromMany1764111000000');
INSERT INTO public.migration VALUES (10, 1764115000000, 'CreateRelayClock1764115000000');

INSERT INTO public.outbox VALUES ('00000002-0000-4000-8000-000000000000', 1, '2026-01-31 09:02:00+00', 0, NULL, NULL, 'default', 'req-2-1', NULL, '2026-01-31 09:02:00+00', false);
INSERT INTO public.outbox VALUES ('00000002-0000-4000-8000-000000000000', 2, NULL, 0, NULL, NULL, 'default', 'req-2-2', NULL, '2026-01-31 09:02:00+00', false);
INSERT INTO public.outbox VALUES ('00000003-0000-4000-8000-000000000000', 1, NULL, 0, NULL, NULL, 'default', 'req-3-1', NULL, '2026-01-31 09:03:00+00', true);
INSERT INTO public.outbox VALUES ('00000003-0000-4000-8000-000000000000', 2, NULL, 0, NULL, NULL, 'default', 'req-3-2', NULL, '2026-01-31 09:03:00+00', false);
INSERT INTO public.outbox VALUES ('00000004-0000-4000-8000-000000000000', 1, '2026-01-31 09:06:00+00', 2, '2026-01-31 09:04:00+00', NULL, 'default', 'req-4-1', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '2026-01-31 09:04:00+00', false);
INSERT INTO public.outbox VALUES ('00000005-0000-4000-8000-000000000000', 1, '2026-01-31 09:07:00+00', 1, NULL, NULL, 'default', 'req-5-1', NULL, '2026-01-31 09:05:00+00', false);
INSERT INTO public.outbox VALUES ('00000006-0000-4000-8000-000000000000', 1, '2026-01-31 09:08:00+00', 0, NULL, 'ffffffff-0000-4000-8000-000000000000', 'default', 'req-6-1', NULL, '2026-01-31 09:06:00+00', false);
INSERT INTO public.outbox VALUES ('00000007-0000-4000-8000-000000000000', 1, '2026-01-31 09:09:00+00', 0, NULL, NULL, 'c0000009-0000-4000-8000-000000000000', 'req-7-1', NULL, '2026-01-31 09:07:00+00', false);

INSERT INTO public.poll_turn VALUES ('default', '2026-01-31 09:10:00+00', NULL, '2026-01-31 09:10:00+00');

INSERT INTO public.relay_clock VALUES (true, '2026-01-31 09:16:00+00', '2026-01-31 09:00:00+00');

INSERT INTO public.webhook_receipt VALUES ('msg_1', '2026-01-31 09:08:00+00');

SELECT pg_catalog.setval('public.migration_id_seq', 10, true);

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT "PK_3043fc6b8af7c99b8b98830094f" PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (job_id, id);

ALTER TABLE ONLY public.company_credential
    ADD CONSTRAINT company_credential_pkey PRIMARY KEY (company_id);

ALTER TABLE ONLY public.credential_audit
    ADD CONSTRAINT credential_audit_pkey PRIMARY KEY (company_id, id);

ALTER TABLE ONLY public.credential_consent
    ADD CONSTRAINT credential_consent_pkey PRIMARY KEY (state_hash);

ALTER TABLE ONLY public.delivery_attempt
    ADD CONSTRAINT delivery_attempt_pkey PRIMARY KEY (job_id, sequence, number);

ALTER TABLE ONLY public.delivery_circuit
    ADD CONSTRAINT delivery_circuit_pkey PRIMARY KEY (credential);

ALTER TABLE ONLY public.export_job_event
    ADD CONSTRAINT export_job_event_job_id_event_key UNIQUE (job_id, event);

ALTER TABLE ONLY public.export_job_event
    ADD CONSTRAINT export_job_event_pkey PRIMARY KEY (job_id, sequence);

ALTER TABLE public.export_job
    ADD CONSTRAINT export_job_expires_at_check CHECK ((expires_at >= (last_updated_at + ((expires_in)::double precision * '00:00:01'::interval)))) NOT VALID;

ALTER TABLE ONLY public.export_job
    ADD CONSTRAINT export_job_pkey PRIMARY KEY (id);

ALTER TABLE public.outbox
    ADD CONSTRAINT outbox_failing_since_check CHECK (((failing_since IS NULL) OR (retries > 0))) NOT VALID;

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (job_id, sequence);

ALTER TABLE ONLY public.poll_turn
    ADD CONSTRAINT poll_turn_pkey PRIMARY KEY (credential);

ALTER TABLE ONLY public.relay_clock
    ADD CONSTRAINT relay_clock_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_receipt
    ADD CONSTRAINT webhook_receipt_pkey PRIMARY KEY (id);

CREATE INDEX audit_entry_discarded_idx ON public.audit_entry USING btree (job_id, sequence) WHERE (action = 'discarded'::text);

CREATE INDEX company_credential_refreshed_at_idx ON public.company_credential USING btree (refreshed_at) WHERE ((type = 'oauth'::text) AND (status = 'active'::text));

CREATE INDEX credential_consent_expires_at_idx ON public.credential_consent USING btree (expires_at);

CREATE INDEX delivery_attempt_started_at_idx ON public.delivery_attempt USING brin (started_at) WITH (pages_per_range='32', autosummarize='on');

CREATE INDEX export_job_company_id_idx ON public.export_job USING btree (company_id, created_at, id);

CREATE INDEX export_job_completed_at_idx ON public.export_job USING btree (completed_at) WHERE (completed_at IS NOT NULL);

CREATE INDEX export_job_created_at_idx ON public.export_job USING btree (created_at, id);

CREATE INDEX export_job_event_accepted_at_idx ON public.export_job_event USING btree (accepted_at, id);

CREATE INDEX export_job_event_id_idx ON public.export_job_event USING btree (id);

CREATE INDEX export_job_expires_at_idx ON public.export_job USING btree (expires_at) WHERE (status = ANY (ARRAY['pending'::text, 'in_progress'::text]));

CREATE INDEX export_job_status_idx ON public.export_job USING btree (status, created_at, id);

CREATE INDEX outbox_accepted_at_idx ON public.outbox USING btree (dead, accepted_at);

CREATE INDEX outbox_credential_due_at_idx ON public.outbox USING btree (credential, due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX webhook_receipt_received_at_idx ON public.webhook_receipt USING btree (received_at);

ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_event_fkey FOREIGN KEY (job_id, sequence) REFERENCES public.export_job_event(job_id, sequence);

ALTER TABLE ONLY public.delivery_attempt
    ADD CONSTRAINT delivery_attempt_event_fkey FOREIGN KEY (job_id, sequence) REFERENCES public.export_job_event(job_id, sequence);

ALTER TABLE ONLY public.export_job_event
    ADD CONSTRAINT export_job_event_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.export_job(id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_event_fkey FOREIGN KEY (job_id, sequence) REFERENCES public.export_job_event(job_id, sequence);

