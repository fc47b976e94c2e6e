import { Logger } from '@nestjs/common';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';

/** Where spans go. One that does not take them is one warning and one all-clear; the spans between are lost. */
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

/** A status, or such as ECONNREFUSED: the message is then what the collector said, which may repeat the headers that it got. */
function codeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: string | number; message?: string };
  return String(code ?? message ?? 'no reason given');
}
