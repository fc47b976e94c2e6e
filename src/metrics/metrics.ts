import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Metrics of Node's that repeat others under the name of a counter, although they are gauges. */
const MISNAMED = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

/** The limit of counting: a page that is scraped every few seconds must not cost as much as the backlog. */
export const MAX_COUNTED = 1_000_000;

/** The list of the relay's metrics, for Prometheus. No label has an unbounded set of values. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly reports = new Counter({
    name: 'relay_reports_total',
    help: 'Reports by event and result (accepted, repeated, refused).',
    labelNames: ['event', 'result'],
    registers: [this.registry],
  });

  readonly itemResults = new Counter({
    name: 'relay_item_results_total',
    help: 'Reported item results by status and result (kept, repeated, refused).',
    labelNames: ['status', 'result'],
    registers: [this.registry],
  });

  readonly claims = new Counter({
    name: 'relay_claims_total',
    help: 'Claims of workers by result: a job that they begin, one that came back, or none in time (claimed, resumed, none).',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly claimsWaiting = new Gauge({
    name: 'relay_claims_waiting',
    help: 'Workers that wait at this replica for a job.',
    registers: [this.registry],
  });

  readonly leasesLapsed = new Counter({
    name: 'relay_leases_lapsed_total',
    help: 'Leases of jobs that this replica saw run out: the worker sent nothing in time.',
    registers: [this.registry],
  });

  readonly jobCreations = new Counter({
    name: 'relay_job_creations_total',
    help: 'Requests to create a job at Pleo, by result: its 201, found after a lost answer, refused, unknown, nothing sent (created, found, refused, unknown, not_sent).',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly expired = new Counter({
    name: 'relay_jobs_expired_total',
    help: 'Jobs that this replica failed because their workers were silent.',
    registers: [this.registry],
  });

  readonly attempts = new Counter({
    name: 'relay_delivery_attempts_total',
    help: 'Requests to Pleo by outcome and HTTP status ("none" without an answer, "other" for one that does not exist).',
    labelNames: ['outcome', 'status'],
    registers: [this.registry],
  });

  readonly attemptDuration = new Histogram({
    name: 'relay_delivery_attempt_duration_seconds',
    help: 'Duration of requests to Pleo.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  readonly itemsDelivered = new Counter({
    name: 'relay_items_delivered_total',
    help: 'Item results on which Pleo has decided, by outcome (delivered, confirmed, refused, too_late).',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly delay = new Histogram({
    name: 'relay_accept_to_delivered_seconds',
    help: 'Time from acceptance to delivery of an event.',
    buckets: [
      0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21_600, 86_400,
    ],
    registers: [this.registry],
  });

  readonly httpDuration = new Histogram({
    name: 'relay_http_request_duration_seconds',
    help: 'Duration of requests to the relay until their answer, by route ("none" where there is none).',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  readonly passedReads = new Counter({
    name: 'relay_passed_reads_total',
    help: 'Reads for Pleo by route and status; "aborted" when the caller hung up, "broken" when Pleo’s answer broke off.',
    labelNames: ['route', 'status'],
    registers: [this.registry],
  });

  readonly passedReadDuration = new Histogram({
    name: 'relay_passed_read_duration_seconds',
    help: 'Duration of reads for Pleo until the end of the answer, by route.',
    labelNames: ['route'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });

  readonly backlog = new Gauge({
    name: 'relay_outbox_events',
    help: `Undelivered events by delivery status (pending, dead), and who has to act (ours, customer, operator where a person paused deliveries, put_away). Counts up to ${MAX_COUNTED}.`,
    labelNames: ['status', 'whose'],
    registers: [this.registry],
  });

  readonly oldest = new Gauge({
    name: 'relay_outbox_oldest_age_seconds',
    help: 'Age of the oldest undelivered event, by delivery status, and who has to act.',
    labelNames: ['status', 'whose'],
    registers: [this.registry],
  });

  readonly itemsPending = new Gauge({
    name: 'relay_items_pending',
    help: 'Item results that have not reached Pleo yet.',
    registers: [this.registry],
  });

  readonly itemsFailing = new Gauge({
    name: 'relay_items_failing_seconds',
    help: 'For how long the deliveries of the results of a job have failed, of the job that is worst; 0 without any.',
    registers: [this.registry],
  });

  readonly itemsDead = new Gauge({
    name: 'relay_items_dead',
    help: 'Item results that Pleo did not take, by outcome (refused, too_late, expired). Counts up to 100000.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly itemsNeverTold = new Gauge({
    name: 'relay_items_booked_but_never_told',
    help: 'Successful item results that came too late: the bookings are made, and the jobs were over at Pleo.',
    registers: [this.registry],
  });

  readonly companyCredentials = new Gauge({
    name: 'relay_company_credentials',
    help: 'Companies’ own credentials by status, but of companies that are put away.',
    labelNames: ['status'],
    registers: [this.registry],
  });

  readonly paused = new Gauge({
    name: 'relay_delivery_paused',
    help: 'Credentials on which deliveries to Pleo are paused, by reason, and whose they are (ours, customer); pauses by hand (by_hand, operator).',
    labelNames: ['pause', 'whose'],
    registers: [this.registry],
  });

  readonly pausedByHand = new Gauge({
    name: 'relay_delivery_paused_by_hand_seconds',
    help: 'For how long a person has paused deliveries, of the pause that is oldest; 0 without any.',
    registers: [this.registry],
  });

  readonly notices = new Counter({
    name: 'relay_notices_total',
    help: 'Tries to send a notice to NOTICE_URL by result (taken, failed, dead, gone, given_up).',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly noticesDead = new Gauge({
    name: 'relay_notices_dead',
    help: 'Notices that were given up within a day.',
    registers: [this.registry],
  });

  readonly noticesStopped = new Gauge({
    name: 'relay_notices_stopped',
    help: '1 when this replica sends no more notices, since their receiver answered 410.',
    registers: [this.registry],
  });

  readonly webhooks = new Counter({
    name: 'relay_webhooks_total',
    help: 'Webhooks of Pleo by result (registered, known, repeated, ignored, not_authentic, invalid).',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly subscriptions = new Gauge({
    name: 'relay_webhook_subscriptions',
    help: 'Subscriptions of companies by status (active, refused, lost, pending, removing); none of those put away.',
    labelNames: ['status'],
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
    help: 'Jobs in polls, by result: registered, ended at Pleo though unfinished here, or malformed (registered, ended, senseless).',
    labelNames: ['result'],
    registers: [this.registry],
  });

  readonly loopErrors = new Counter({
    name: 'relay_loop_errors_total',
    help: 'Failed turns of a loop.',
    labelNames: ['loop'],
    registers: [this.registry],
  });

  readonly loopFailing = new Gauge({
    name: 'relay_loop_failing_seconds',
    help: 'For how long the turns of a loop have failed; 0 while they succeed.',
    labelNames: ['loop'],
    registers: [this.registry],
  });

  readonly loopAge = new Gauge({
    name: 'relay_loop_age_seconds',
    help: 'Seconds since the last successful turn of the loop. Dispatcher and sweep turn without a break; others when there is work.',
    labelNames: ['loop'],
    registers: [this.registry],
  });

  readonly databaseUp = new Gauge({
    name: 'relay_database_up',
    help: '1 when the database answers this replica in time; at 0 all figures that come from it are left out.',
    registers: [this.registry],
  });

  readonly connections = new Gauge({
    name: 'relay_database_connections',
    help: 'Connections of the pool by state (in_use, idle).',
    labelNames: ['state'],
    registers: [this.registry],
  });

  readonly mostConnections = new Gauge({
    name: 'relay_database_connections_max',
    help: 'Connections that the pool may have: DATABASE_POOL_SIZE.',
    registers: [this.registry],
  });

  readonly waiting = new Gauge({
    name: 'relay_database_waiting',
    help: 'Transactions and reads that wait for a connection of the pool.',
    registers: [this.registry],
  });

  readonly oldestTransaction = new Gauge({
    name: 'relay_database_oldest_transaction_seconds',
    help: 'Age of the oldest transaction on the server that holds back vacuum, as far as the relay may see it.',
    registers: [this.registry],
  });

  readonly oldestXmin = new Gauge({
    name: 'relay_database_oldest_xmin_transactions',
    help: 'Age of the oldest xmin of sessions, prepared transactions, standbys and replication slots, in transactions.',
    registers: [this.registry],
  });

  readonly steady = new Gauge({
    name: 'relay_clock_steady_seconds',
    help: 'For how long reports could arrive and the clock of the database was not set: only such time counts for expiry.',
    registers: [this.registry],
  });

  readonly logLinesLost = new Counter({
    name: 'relay_log_lines_lost_total',
    help: 'Log lines that were not written, because they were not read in time or the disk was full.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
  }
}
