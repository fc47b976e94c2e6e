import { STATUS_CODES } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { SpanStatusCode } from '@opentelemetry/api';
import { Metrics } from '../metrics/metrics.js';
import type { Spans } from '../tracing/spans.js';
import { Tracing } from '../tracing/tracing.js';
import type { Attempt, ClaimedEvent, Settlement } from '../queue/message.js';

/** Tells of each request to Pleo: in the metrics, by a line in the log, and by a span where tracing is on. */
@Injectable()
export class AttemptLog {
  private readonly logger = new Logger('Delivery');

  constructor(
    private readonly metrics: Metrics,
    private readonly tracing: Tracing,
  ) {}

  /** A fault that passes is no warning: if it lasts, the pause that it leads to is one. A dead event waits for somebody. */
  tell({ message, result, attempts }: Settlement): void {
    const last = attempts.at(-1);
    for (const attempt of attempts) {
      this.count(attempt);
      const traceId = this.tracing.spans ? trace(this.tracing.spans, message, attempt) : undefined;
      const line = lineOf(message, attempt, traceId);
      if (attempt === last && result.kind === 'dead')
        this.logger.warn(line, 'attempt ended, the event is dead');
      else this.logger.log(line, 'attempt ended');
    }
  }

  private count({ outcome, statusCode, durationMs }: Attempt): void {
    const status = statusCode === null ? 'none' : STATUS_CODES[statusCode] ? statusCode : 'other';
    this.metrics.attempts.inc({ outcome, status });
    this.metrics.attemptDuration.observe(durationMs / 1000);
  }
}

function lineOf(message: ClaimedEvent, attempt: Attempt, traceId: string | undefined) {
  return {
    requestId: message.requestId,
    jobId: message.jobId,
    eventId: message.eventId,
    companyId: message.companyId,
    caller: message.reportedBy,
    event: attempt.sentEvent,
    outcome: attempt.outcome,
    statusCode: attempt.statusCode,
    durationMs: attempt.durationMs,
    error: attempt.error ?? undefined,
    trace_id: traceId,
  };
}

/** Makes the span and returns the id of its trace; undefined where it is not sampled. */
function trace(spans: Spans, message: ClaimedEvent, attempt: Attempt): string | undefined {
  const { startedAt, durationMs, outcome, statusCode, error } = attempt;
  const attributes = {
    'http.request.method': 'POST',
    'url.template': '/export-job-events',
    'http.response.status_code': statusCode ?? undefined,
    'relay.job_id': message.jobId,
    'relay.event_id': message.eventId,
    'relay.event': attempt.sentEvent,
    'relay.company_id': message.companyId ?? undefined,
    'relay.caller': message.reportedBy ?? undefined,
    'relay.request_id': message.requestId ?? undefined,
    'relay.outcome': outcome,
  };
  const span = spans.ofAttempt('POST /export-job-events', attributes, startedAt, message.traceparent);
  if (error !== null) span?.setStatus({ code: SpanStatusCode.ERROR, message: error });
  // The duration is rounded, and what is later than now would not be taken for a time of this clock.
  span?.end(Math.min(startedAt + durationMs, performance.now()));
  return span?.spanContext().traceId;
}
