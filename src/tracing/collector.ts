import { Logger } from '@nestjs/common';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';

/** Exports spans. An unavailable collector is one warning and one all-clear; the spans between are lost. */
export class Collector extends OTLPTraceExporter {
  private readonly logger = new Logger('Tracing');
  private isAway = false;

  override export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    super.export(spans, (result) => {
      this.report(result);
      done(result);
    });
  }

  private report({ code, error }: ExportResult): void {
    const isAway = code !== ExportResultCode.SUCCESS;
    if (isAway && !this.isAway) this.logger.warn(`Spans cannot be sent (${codeOf(error)})`);
    if (!isAway && this.isAway) this.logger.log('Spans are sent again');
    this.isAway = isAway;
  }
}

/**
 * A status, or a code such as ECONNREFUSED. Not the message: that is the collector's answer, which may repeat our
 * headers.
 */
function codeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: string | number; message?: string };
  return String(code ?? message ?? 'no reason given');
}
