import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { PAUSES } from '../outbox/circuit.js';
import { IN_FORCE } from '../outbox/circuit.sql.js';
import { CommonAnswer } from '../shared/common-answer.js';
import type { Pulse } from '../shared/pulse.js';

/** Reads the outbox only, whose size is the backlog: never the history. */
const READ_BACKLOG = statement(
  'read-backlog',
  `SELECT event.delivery_status AS status, count(*)::integer AS events,
          extract(epoch FROM now() - min(event.accepted_at))::float8 AS "oldestAge"
   FROM outbox
   JOIN export_job_event AS event USING (job_id, sequence)
   GROUP BY event.delivery_status`,
);

const COUNT_PAUSES = statement(
  'count-pauses',
  `SELECT pause, count(*)::integer AS credentials
   FROM delivery_circuit
   WHERE ${IN_FORCE}
   GROUP BY pause`,
);

/** What the relay counts, for Prometheus. No label has an unbounded set of values. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly reports = new Counter({
    name: 'relay_reports_total',
    help: 'Reports by event and what became of them (accepted, repeated, refused).',
    labelNames: ['event', 'result'],
    registers: [this.registry],
  });

  readonly expired = new Counter({
    name: 'relay_jobs_expired_total',
    help: 'Jobs that this replica failed because nothing was heard of them.',
    registers: [this.registry],
  });

  readonly attempts = new Counter({
    name: 'relay_delivery_attempts_total',
    help: 'Requests to Pleo by outcome and HTTP status ("none" without an answer).',
    labelNames: ['outcome', 'status'],
    registers: [this.registry],
  });

  readonly attemptDuration = new Histogram({
    name: 'relay_delivery_attempt_duration_seconds',
    help: 'How long requests to Pleo took.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  readonly backlog = new Gauge({
    name: 'relay_outbox_events',
    help: 'Events that are not delivered, by delivery status (pending, dead).',
    labelNames: ['status'],
    registers: [this.registry],
  });

  readonly oldest = new Gauge({
    name: 'relay_outbox_oldest_age_seconds',
    help: 'Age of the oldest event that is not delivered, by delivery status.',
    labelNames: ['status'],
    registers: [this.registry],
  });

  readonly paused = new Gauge({
    name: 'relay_delivery_paused',
    help: 'Credentials on which deliveries to Pleo are paused, by reason.',
    labelNames: ['pause'],
    registers: [this.registry],
  });

  readonly webhooks = new Counter({
    name: 'relay_webhooks_total',
    help: 'Webhooks of Pleo by what became of them (registered, known, repeated, ignored, not_authentic, invalid).',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly polls = new Counter({
    name: 'relay_polls_total',
    help: 'Turns in which this replica asked Pleo for its unfinished jobs, by end (done, failed, paused, lost).',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly polledJobs = new Counter({
    name: 'relay_polled_jobs_total',
    help: 'Jobs that a poll registered, and unfinished ones that Pleo was found to have ended; entries without sense (registered, ended, senseless).',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly loopErrors = new Counter({
    name: 'relay_loop_errors_total',
    help: 'Turns of a loop that failed: dispatcher, listener, settler, leases, sweep, poll, API_KEYS_FILE.',
    labelNames: ['loop'],
    registers: [this.registry],
  });

  private readonly scrape = new CommonAnswer(() => this.look());
  private readonly loops = new Map<string, Pulse>();

  constructor(private readonly database: Database) {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counts the failed turns of a loop from now on. */
  watch(loop: string, pulse: Pulse): void {
    this.loops.set(loop, pulse);
  }

  /** Everything in Prometheus' text format. Without a database the backlog is left out, not wrong. */
  text(): Promise<string> {
    return this.scrape.ask();
  }

  private async look(): Promise<string> {
    this.backlog.reset();
    this.oldest.reset();
    const rows = await this.database
      .run<{ status: string; events: number; oldestAge: number }>(READ_BACKLOG, [])
      .catch(() => null);
    for (const status of rows === null ? [] : ['pending', 'dead']) {
      const row = rows?.find((one) => one.status === status);
      this.backlog.set({ status }, row?.events ?? 0);
      this.oldest.set({ status }, row?.oldestAge ?? 0);
    }
    const pauses = await this.database
      .run<{ pause: string; credentials: number }>(COUNT_PAUSES, [])
      .catch(() => null);
    this.paused.reset();
    for (const pause of pauses === null ? [] : PAUSES) {
      this.paused.set({ pause }, pauses?.find((row) => row.pause === pause)?.credentials ?? 0);
    }
    this.loopErrors.reset();
    for (const [loop, { misses }] of this.loops) this.loopErrors.inc({ loop }, misses);
    return this.registry.metrics();
  }
}
