import type { CredentialsRepository } from './credentials.repository.js';
import { Unreadable } from './seals.js';

/** The result of a run. */
export interface Resealed {
  readonly resealed: number;
  /** Sealed with an unknown key: left as they are. */
  readonly unreadable: number;
}

const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * Reseals every credential with the first key, one row at a time, `batch` of them between two calls of `onProgress`.
 * Safe beside replicas that write: a row that has changed meanwhile is read again. May be interrupted and restarted.
 */
export async function resealAll(
  repository: CredentialsRepository,
  batch: number,
  onProgress: (sofar: Resealed) => void,
): Promise<Resealed> {
  let resealed = 0;
  for (;;) {
    let [changed, unreadable] = [0, 0];
    for (let after = NIL; ;) {
      const rows = await repository.readSealedOtherwise(after, batch);
      const last = rows.at(-1);
      if (!last) break;
      for (const row of rows) {
        try {
          if (await repository.reseal(row)) resealed++;
          else changed++;
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
          unreadable++;
        }
      }
      after = last.companyId;
      onProgress({ resealed, unreadable });
    }
    if (changed === 0) return { resealed, unreadable };
  }
}
