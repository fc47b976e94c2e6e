/** What came back from Pleo: an HTTP answer, or none. */
export type PleoAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** The body's beginning, as text. */
      readonly body: string;
    }
  | {
      readonly kind: 'unanswered';
      /** Such as ECONNREFUSED; `TIMEOUT` when Pleo took longer than PLEO_TIMEOUT_MS, `ABORTED` when we gave up. */
      readonly code: string;
    };
