/**
 * Of `export_job_item AS item` the row of one entry, as the end of a query: by the primary key, whatever Postgres
 * thinks of the table's size. Range and order are what that key alone serves: by export_job_item_position_idx, which
 * begins with the job as well, a new entry would be looked for among all results of its job.
 */
export const byEntry = (jobId: string, entryId: string): string => `item.job_id = ${jobId}
       AND item.accounting_entry_id BETWEEN ${entryId} AND ${entryId}
     ORDER BY item.job_id, item.accounting_entry_id
     LIMIT 1`;
