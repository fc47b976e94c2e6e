import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Collector } from './collector.js';

const NAME = 'pleo-export-relay';

/**
 * Makes spans and exports them. The SDK reads all other OTEL_* variables itself: sampler, service name, endpoint and
 * its headers, batches. This file loads the SDK, so it is imported only where tracing is on.
 */
export class Spans {
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;
  /** Spans that follow from a sampled span are sampled too. */
  private readonly follower: Tracer;

  constructor() {
    const resource = resourceFromAttributes({ 'service.name': NAME }).merge(
      detectResources({ detectors: [envDetector] }),
    );
    const spanProcessors = [new BatchSpanProcessor(new Collector())];
    this.provider = new BasicTracerProvider({ resource, spanProcessors });
    this.tracer = this.provider.getTracer(NAME);
    this.follower = new BasicTracerProvider({
      resource,
      spanProcessors,
      sampler: new AlwaysOnSampler(),
    }).getTracer(NAME);
  }

  /** Begins the span of a request to the relay. An invalid `traceparent` is ignored. */
  ofRequest(name: string, attributes: Attributes, traceparent: unknown): Span {
    const caller = contextOf(traceparent);
    const parent = caller ? trace.setSpanContext(ROOT_CONTEXT, caller) : ROOT_CONTEXT;
    return this.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
  }

  /**
   * Begins the span of a request to Pleo that started at `startTime` by `performance.now()`: in a trace of its own,
   * since it may be days later, with a link to the span that it follows from. Null where that one was not sampled.
   */
  ofAttempt(
    name: string,
    attributes: Attributes,
    startTime: number,
    traceparent: string | null,
  ): Span | null {
    const context = contextOf(traceparent);
    const options = { kind: SpanKind.CLIENT, attributes, startTime };
    if (!context) return this.tracer.startSpan(name, options, ROOT_CONTEXT);
    if (!(context.traceFlags & TraceFlags.SAMPLED)) return null;
    return this.follower.startSpan(name, { ...options, links: [{ context }] }, ROOT_CONTEXT);
  }

  /** Exports the ended spans. */
  async stop(): Promise<void> {
    await this.provider.shutdown();
  }
}

function contextOf(traceparent: unknown): SpanContext | null {
  const context = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
  return context && { ...context, isRemote: true };
}
