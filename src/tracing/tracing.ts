import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import type { Spans } from './spans.js';

/** Timeout for exporting the last spans. */
const LAST_SPANS_MS = 2000;

/** OpenTelemetry, where the settings switch it on; else none of it is loaded. */
export class Tracing implements OnApplicationShutdown {
  /** `spans` is null where tracing is off. */
  constructor(readonly spans: Spans | null) {}

  static async as(settings: Settings): Promise<Tracing> {
    if (!isOn(settings)) return new Tracing(null);
    const { Spans } = await import('./spans.js');
    return new Tracing(new Spans());
  }

  async onApplicationShutdown(): Promise<void> {
    const sent = this.spans?.stop().catch(() => undefined);
    await Promise.race([sent, sleep(LAST_SPANS_MS, undefined, { ref: false })]);
  }
}

function isOn({ OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT }: Settings): boolean {
  if (OTEL_SDK_DISABLED || OTEL_TRACES_EXPORTER === 'none') return false;
  return OTEL_TRACES_EXPORTER === 'otlp' || OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;
}
