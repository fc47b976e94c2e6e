/** What deliveries name of the request that reported a message. */
export interface ReportingRequest {
  readonly id: string;
  /** Of its span, as W3C Trace Context writes it; null without tracing. */
  readonly traceparent: string | null;
}

/** Something that must be told once, in the order of its job. A handler for its kind knows what and how. */
export interface Message {
  readonly jobId: string;
  /** Its place in the order of the job. */
  readonly sequence: number;
  readonly id: string;
  readonly kind: string;
  /** What is to be told, in the kind's own words. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Whose job it is, where that is known. */
  readonly companyId: string | null;
  /** The name of the API key with which it was reported. */
  readonly reportedBy: string | null;
  /** The id of the request that reported it, and its span. */
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

/** A message that this replica has claimed, with all that is needed to send it. */
export interface ClaimedMessage extends Message {
  /**
   * The generation of the company's own credential when the message was claimed, null where it had none; undefined when
   * that is too long ago to be believed.
   */
  readonly generation: string | null | undefined;
  /**
   * The queue that nobody claims in which it belongs, where nothing of its company was to be sent when it was claimed:
   * it is put away, or paused by hand. Null: it is to be sent.
   */
  readonly stoppedIn: string | null;
  /** In whose queue it waited: `default`, or the id of a company with a credential of its own. */
  readonly credential: string;
  /** Fencing token: only its holder may write the outcome. */
  readonly claim: string;
  /** Tries that others have to be let pass after. */
  readonly retries: number;
  /** How long ago it met the first of them, by the database's clock, in milliseconds. */
  readonly failingMs: number;
}
