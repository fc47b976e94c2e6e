/**
 * Whether nobody asks Pleo about the subscription in `row`. A lease that ends further ahead than any is that of a clock
 * that was ahead.
 */
export function isFree(row: string): string {
  return `(
         ${row}.taken_until IS NULL
         OR ${row}.taken_until <= statement_timestamp()
         OR ${row}.taken_until > statement_timestamp() + interval '10 minutes'
       )`;
}
