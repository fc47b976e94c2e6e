import { batchesOf } from './batches.js';
import { type Connection, pathOf } from './connection.js';
import type { Patience } from './patience.js';
import type { components } from './schema.js';

/** What a worker says of one accounting entry of a job. */
export type ItemResult = components['schemas']['UpdateExportJobItem'];
/** The outcome of results: those accepted as reported are in `data`, those that were refused in `errors`. */
export type ReportedResults = components['schemas']['UpdatedExportJobItems'];

/** Reports any number of results, in requests of 1,000 at most, one after the other. */
export async function reportResults(
  relay: Connection,
  jobId: string,
  results: readonly ItemResult[],
  patience: Patience,
): Promise<ReportedResults> {
  const all: ReportedResults = { data: [], errors: [] };
  for (const body of batchesOf(results)) {
    const { data, errors } = await relay.put<ReportedResults>(pathOf(jobId, '/items'), body, patience);
    for (const one of data) all.data.push(one);
    for (const one of errors) all.errors.push(one);
  }
  return all;
}
