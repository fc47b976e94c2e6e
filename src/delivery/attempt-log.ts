import { STATUS_CODES } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { SpanStatusCode } from '@opentelemetry/api';
import { Metrics } from '../metrics/metrics.js';
import type { Spans } from '../tracing/spans.js';
import { Tracing } from '../tracing/tracing.js';
import type { Message } from '../queue/message.js';
import type { Attempt, Disposition, PartOutcome, Settlement } from '../queue/settlement.js';

/** Tells of each request to Pleo: in the metrics, by a line in the log, and by a span where tracing is on. */
@Injectable()
export class AttemptLog {
  private readonly logger = new Logger('Delivery');

  constructor(
    private readonly metrics: Metrics,
    private readonly tracing: Tracing,
  ) {}

  /**
   * A fault that passes is no warning: if it lasts, the pause that it leads to is one. A dead message waits for a
   * person.
   */
  tell({ message, disposition, attempts, parts }: Settlement): void {
    for (const { outcome } of parts ?? []) this.metrics.itemsDelivered.inc({ outcome });
    const last = attempts.at(-1);
    const death = deathOf(disposition, parts);
    if (death && !last)
      this.logger.warn({ ...idsOf(message), ...death.count }, `${death.what} without a request`);
    for (const attempt of attempts) {
      this.count(attempt);
      const traceId = this.tracing.spans ? trace(this.tracing.spans, message, attempt) : undefined;
      const line = lineOf(message, attempt, traceId);
      if (attempt === last && death)
        this.logger.warn({ ...line, ...death.count }, `attempt ended, ${death.what}`);
      else this.logger.log(line, 'attempt ended');
    }
  }

  private count({ outcome, statusCode, durationMs }: Attempt): void {
    const status = statusCode === null ? 'none' : STATUS_CODES[statusCode] ? statusCode : 'other';
    this.metrics.attempts.inc({ outcome, status });
    this.metrics.attemptDuration.observe(durationMs / 1000);
  }
}

/** The dead of a delivery, for the log: the message, or how many of its parts. Null when there are none. */
function deathOf(
  { kind }: Disposition,
  parts: readonly PartOutcome[] | undefined,
): { readonly what: string; readonly count?: { readonly dead: number } } | null {
  if (!parts) return kind === 'dead' ? { what: 'the event is dead' } : null;
  const dead = parts.filter(({ status }) => status === 'dead').length;
  if (dead > 0) return { what: 'results are dead', count: { dead } };
  // Those that wait are given up, however many there are.
  return kind === 'dead' ? { what: 'results are dead' } : null;
}

function idsOf(message: Message) {
  return {
    requestId: message.requestId,
    jobId: message.jobId,
    eventId: message.id,
    companyId: message.companyId,
    caller: message.reportedBy,
  };
}

/** Messages are rows of `export_job_event`, so the fields are called by events, whatever the kind. */
function lineOf(message: Message, attempt: Attempt, traceId: string | undefined) {
  return Object.assign(idsOf(message), {
    event: attempt.request,
    entries: attempt.entries,
    outcome: attempt.outcome,
    statusCode: attempt.statusCode,
    durationMs: attempt.durationMs,
    error: attempt.error ?? undefined,
    trace_id: traceId,
  });
}

/** Makes the span and returns the id of its trace; undefined where it is not sampled. */
function trace(spans: Spans, message: Message, attempt: Attempt): string | undefined {
  const { startedAt, durationMs, outcome, statusCode, error } = attempt;
  const [method, template] = attempt.route.split(' ');
  const attributes = {
    'http.request.method': method,
    'url.template': template,
    'http.response.status_code': statusCode ?? undefined,
    'relay.job_id': message.jobId,
    'relay.event_id': message.id,
    'relay.event': attempt.request,
    'relay.entries': attempt.entries,
    'relay.company_id': message.companyId ?? undefined,
    'relay.caller': message.reportedBy ?? undefined,
    'relay.request_id': message.requestId ?? undefined,
    'relay.outcome': outcome,
  };
  const span = spans.ofAttempt(attempt.route, attributes, startedAt, message.traceparent);
  if (error !== null) span?.setStatus({ code: SpanStatusCode.ERROR, message: error });
  // The duration is rounded, and what is later than now would not be taken for a time of this clock.
  span?.end(Math.min(startedAt + durationMs, performance.now()));
  return span?.spanContext().traceId;
}
