import { statement } from '../database/statement.js';

/** Which of these jobs there are, locked or not. Served by the primary key. */
export const FIND_JOBS = statement(
  'find-jobs',
  `SELECT id
   FROM export_job
   WHERE id = ANY ($1::uuid[])`,
);
