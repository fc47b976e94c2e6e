/**
 * Whether the last event of `job`, a row of `export_job`, was given up. A condition; served by
 * audit_entry_discarded_idx and the primary key of events.
 */
export function isLastDiscarded(job: string): string {
  return `coalesce(
     (SELECT bool_or(act.sequence = (SELECT max(event.sequence)
                                     FROM export_job_event AS event
                                     WHERE event.job_id = ${job}.id
                                       AND event.kind = 'event'))
      FROM audit_entry AS act
      WHERE act.job_id = ${job}.id
        AND act.action = 'discarded'
        AND act.entries IS NULL),
     false
   )`;
}

/**
 * `delivery.status` of `job`, a row of `export_job`, as \`toExportJob\` says it. An expression, served by primary keys
 * and audit_entry_discarded_idx.
 */
export function deliveryStatusOf(job: string): string {
  const tally = (column: string) =>
    `coalesce((SELECT tally.${column} > 0 FROM item_tally AS tally WHERE tally.job_id = ${job}.id), false)`;
  // Conditions on the kind in WHERE would offer the index of all events that wait.
  const queued = (condition: string) =>
    `coalesce((SELECT bool_or(${condition}) FROM outbox AS waiting WHERE waiting.job_id = ${job}.id), false)`;
  return `CASE
     WHEN ${job}.last_sequence = 0 THEN NULL
     WHEN ${queued("waiting.dead AND waiting.kind = 'event'")} OR ${tally('dead')} THEN 'dead'
     WHEN ${queued("waiting.kind = 'event'")} OR ${tally('pending')} THEN 'pending'
     WHEN ${isLastDiscarded(job)} THEN 'discarded'
     ELSE 'delivered'
   END`;
}
