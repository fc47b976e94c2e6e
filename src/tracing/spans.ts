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
 * Makes spans and sends them. What else OTEL_* says is read by the SDK from the environment: sampler, service name,
 * endpoint and its headers, batches. The SDK is loaded by this file, so this file only where tracing is on.
 */
export class Spans {
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;
  /** Its spans follow from others, which were sampled: they are too. */
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

  /** Begins the span of a request to the relay. A `traceparent` without sense is as good as none. */
  ofRequest(name: string, attributes: Attributes, traceparent: unknown): Span {
    const caller = contextOf(traceparent);
    const parent = caller ? trace.setSpanContext(ROOT_CONTEXT, caller) : ROOT_CONTEXT;
    return this.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
  }

  /**
   * Begins the span of a request to Pleo that was made at `startTime` by `performance.now()`: in a trace of its own,
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

  /** Sends what has ended. */
  async stop(): Promise<void> {
    await this.provider.shutdown();
  }
}

function contextOf(traceparent: unknown): SpanContext | null {
  const context = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
  return context && { ...context, isRemote: true };
}
