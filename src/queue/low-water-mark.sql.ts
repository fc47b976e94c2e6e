import { columns } from '../database/columns.js';

/**
 * Where to begin in a queue, given its low-water mark in seconds since 1970: two minutes ago where that is not known,
 * and a second ago at the latest, since commits take their time and clocks are set.
 */
export const FROM_MARK = `least(coalesce(to_timestamp(mark), now() - interval '2 minutes'), now() - interval '1 second')`;

/** Queues, by their credentials, each with its low-water mark: null where that is not known. */
export const MARKS = columns<readonly [credential: string, mark: number | null]>({
  credential: ['text', ([credential]) => credential],
  mark: ['float8', ([, mark]) => mark],
});
