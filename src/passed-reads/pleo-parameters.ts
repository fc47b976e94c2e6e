import type { ApiQueryOptions } from '@nestjs/swagger';
import { JOB_STATUSES } from '../lifecycle/job-state.js';

/** A query parameter of Pleo's, as the OpenAPI document has it. */
export interface PleoParameter {
  readonly name: string;
  readonly schema: Extract<ApiQueryOptions, { schema: object }>['schema'];
  readonly description: string;
  readonly deprecated?: boolean;
}

/** As Pleo takes them of all lists. They are passed on as they came: Pleo alone says which of them are wrong. */
const PAGING: readonly PleoParameter[] = [
  {
    name: 'limit',
    schema: { type: 'integer', minimum: 0 },
    description: 'Passed on: how many Pleo lists at most; it names no largest number.',
  },
  {
    name: 'after',
    schema: { type: 'string' },
    description: 'Passed on: what lies behind a cursor, such as the `endCursor` of the page before.',
  },
  {
    name: 'before',
    schema: { type: 'string' },
    description: 'Passed on: what lies before a cursor. Not together with `after` or `offset`.',
  },
  {
    name: 'offset',
    schema: { type: 'integer', minimum: 0 },
    description: 'Passed on: how many to leave out. Not together with a cursor.',
  },
  {
    name: 'sorting_keys',
    schema: { type: 'array', items: { type: 'string' } },
    description: 'Passed on: what Pleo sorts by; may be repeated.',
  },
  {
    name: 'sorting_order',
    schema: { type: 'array', items: { type: 'string' } },
    description:
      'Passed on: `ASC` or `DESC`, also with `_NULLS_FIRST` or `_NULLS_LAST`; as many as `sorting_keys`.',
  },
];

/** Of the lists of jobs. */
export const JOBS: readonly PleoParameter[] = [
  {
    name: 'company_id',
    schema: { type: 'string', format: 'uuid' },
    description: 'Passed on, and says with which credential Pleo is asked.',
  },
  {
    name: 'statuses',
    schema: { type: 'array', items: { type: 'string', enum: [...JOB_STATUSES] } },
    description: 'Passed on: jobs in one of these statuses; may be repeated.',
  },
  ...PAGING,
];

/** Of the list of jobs of version 2, which has one more. */
export const JOBS_V2: readonly PleoParameter[] = [
  ...JOBS,
  {
    name: 'status',
    schema: { type: 'string', enum: [...JOB_STATUSES] },
    description: 'Passed on: one status. Pleo has given it up for `statuses`.',
    deprecated: true,
  },
];

/** Of the lists of a job's items. */
export const ITEMS: readonly PleoParameter[] = [
  {
    name: 'status',
    schema: { type: 'string', enum: ['pending', 'in_progress', 'failed', 'successful', 'abandoned'] },
    description: 'Passed on: items in this status.',
  },
  ...PAGING,
];

/** Of the lists of accounting entries. */
export const EXPORT_ITEMS: readonly PleoParameter[] = [
  {
    name: 'job_id',
    schema: { type: 'string', format: 'uuid' },
    description: 'Passed on, and says with which credential Pleo is asked: that of the job’s company.',
  },
  ...PAGING,
];
