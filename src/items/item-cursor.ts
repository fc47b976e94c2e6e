import { decodePlace, encodePlace } from '../api/cursor.js';

/** The place of a result in the list of its job. */
export interface Position {
  readonly position: number;
}

/** The place of a result in a list of all jobs, which is in the order of these three. */
export interface ReportPlace {
  readonly at: Date;
  readonly jobId: string;
  readonly accountingEntryId: string;
}

/** The largest integer that Postgres takes for one. */
const MAX_POSITION = 2_147_483_647;

/** Opaque to clients, like every cursor. */
export function encodePosition({ position }: Position): string {
  return Buffer.from(`position ${position}`).toString('base64url');
}

/** Null when the text is not a cursor of the list of a job. */
export function decodePosition(text: string): Position | null {
  const [, digits] = /^position ([1-9]\d{0,9})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const position = Number(digits);
  return position <= MAX_POSITION ? { position } : null;
}

/** Opaque to clients, like every cursor. */
export function encodeReportPlace({ at, jobId, accountingEntryId }: ReportPlace): string {
  return encodePlace(at, jobId, accountingEntryId);
}

/** Null when the text is not a cursor of a list of all jobs. */
export function decodeReportPlace(text: string): ReportPlace | null {
  const place = decodePlace(text, 2);
  const [jobId = '', accountingEntryId = ''] = place?.ids ?? [];
  return place && { at: place.at, jobId, accountingEntryId };
}
