/**
 * Whether dead results of its job still hold a row of `outbox` back: its due time is when they let it go, and nothing
 * else makes it due. A condition; served by the primary key.
 */
export const IS_HELD = `EXISTS (
         SELECT
         FROM outbox AS holding
         WHERE holding.job_id = outbox.job_id
           AND holding.sequence < outbox.sequence
           AND holding.holds_until > statement_timestamp()
       )`;
