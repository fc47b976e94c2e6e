import { IS_STEADY, STEADY_SINCE } from '../clock/relay-clock.sql.js';

/**
 * When a lease ends if nothing is heard of its worker: not before the worker had its whole time since the relay can be
 * reached and the clock was not set.
 */
export const LEASED_UNTIL = `greatest(job_lease.until, ${STEADY_SINCE} + job_lease.lease_seconds * interval '1 second')`;

/** Its time is over, and nobody has noted it yet. Never while the database's clock is not what it should be. */
export const HAS_LAPSED = `(job_lease.ended IS NULL AND ${LEASED_UNTIL} <= now() AND coalesce(${IS_STEADY}, false))`;

/** Whether a row of `job_lease` is a lease no more, so its job may be claimed again. */
export const IS_OVER = `(job_lease.ended IS NOT NULL OR ${HAS_LAPSED})`;

/** So often a job that came back is given out again at once. */
export const FREE_RETURNS = 3;

/**
 * When a job that came back may be claimed again: at once, but after `FREE_RETURNS` times without a sign of its worker
 * only after 2, 4, ... and at most 64 seconds. A job that no worker can do is else given out first, again and again.
 */
export const RETURNS_AT = `job_lease.until + CASE
       WHEN job_lease.returns <= ${FREE_RETURNS} THEN interval '0'
       ELSE interval '1 second' * (1 << least(job_lease.returns - ${FREE_RETURNS}, 6))
     END`;

/** Wakes the workers that wait for a job, of all replicas, with the commit. */
export const WAKE_CLAIMS = `pg_notify('claimable', '')`;
