/** The `failureReason` of a job that went silent: what the people who see it in Pleo need to know. */
export function expiryReason(job: { expiresIn: number; lastUpdatedAt: Date }): string {
  return (
    `The export was given up because nothing was heard of it for ${job.expiresIn} seconds, its limit. ` +
    `The last sign of life came at ${job.lastUpdatedAt.toISOString()}.`
  );
}
