import { ApiProperty } from '@nestjs/swagger';

/** One mistake in a request. */
export class ProblemError {
  /**
   * Where: a JSON pointer into the body, or `/name` of a query or path parameter.
   * @example "/failureReason"
   */
  pointer!: string;

  /** What is wrong there, and what would be right. */
  detail!: string;
}

/** An error answer (RFC 9457, `application/problem+json`). */
export class Problem {
  /**
   * A stable word for what went wrong; Pleo's own where Pleo has one.
   * @example "INVALID_EXPORT_JOB_STATUS_CHANGE"
   */
  type!: string;

  /** A short title, the same for every error of this type. */
  title!: string;

  /**
   * The HTTP status code.
   * @example 422
   */
  status!: number;

  /** What was wrong with this request, and what to do. */
  detail!: string;

  /** The same text as `detail`, for clients that read Pleo's `{ type, message }`. */
  message!: string;

  /** The path that was asked for. */
  instance!: string;

  /** Stands in the logs beside everything that this request did. */
  requestId!: string;

  /** With `VALIDATION_FAILED`: every mistake at once. */
  errors?: ProblemError[];

  /** With `EXPORT_JOB_ITEMS_UNFINISHED`: how many items the job has; null where that is not known. */
  @ApiProperty({ type: 'integer', nullable: true })
  expected?: number | null;

  /** With `EXPORT_JOB_ITEMS_UNFINISHED`: on how many accounting entries a result was reported. */
  @ApiProperty({ type: 'integer' })
  reported?: number;

  /** With `EXPORT_JOB_ITEMS_UNFINISHED`: the entries that are `in_progress`, the first 100 of them. */
  @ApiProperty({ type: String, format: 'uuid', isArray: true })
  unfinished?: string[];
}

/** The members that only some types of errors have. */
export type ProblemExtensions = Pick<Problem, 'errors' | 'expected' | 'reported' | 'unfinished'>;
