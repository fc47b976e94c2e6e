import { statement } from '../database/statement.js';

/** Tells every replica to look for due events. Events that are recorded say the same with their commit. */
export const NOTIFY = statement('notify', `SELECT pg_notify('outbox', '')`);
