/** What came back from Pleo: an HTTP answer, or none. */
export type PleoAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** The body's beginning, as text, for people. */
      readonly body: string;
      /**
       * The same as it came, with what it may repeat of the request: to be parsed into ids, times and known words, and
       * never shown or kept. A text that was scrubbed is not what Pleo said.
       */
      readonly rawBody: string;
      /** The media type as it came, of which the same holds. */
      readonly rawType: string;
    }
  | {
      readonly kind: 'unanswered';
      /** Such as ECONNREFUSED; `TIMEOUT` when Pleo took longer than PLEO_TIMEOUT_MS, `ABORTED` when we gave up. */
      readonly code: string;
      /** Nothing of the request had left when it came to its end: Pleo has not heard of it. */
      readonly isUnsent?: true;
    };
