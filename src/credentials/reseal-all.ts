import { Unreadable } from './seals.js';

/** The result of a run. */
export interface Resealed {
  readonly resealed: number;
  /** Sealed with an unknown key: left as they are. */
  readonly unreadable: number;
}

/** Sealed rows of companies: what `resealAll` needs of their repository. */
export interface Sealed<Row extends { readonly companyId: string }> {
  /** Rows after `after` of which another key than the first sealed something. */
  readSealedOtherwise(after: string, limit: number): Promise<Row[]>;
  /** Reseals the row with the first key. False when it has changed since it was read. Throws `Unreadable`. */
  reseal(row: Row): Promise<boolean>;
}

const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * Reseals every secret with the first key, one row at a time, `batch` of them between two calls of `onProgress`.
 * Safe beside replicas that write: a row that has changed meanwhile is read again. May be interrupted and restarted.
 */
export async function resealAll<Row extends { readonly companyId: string }>(
  repository: Sealed<Row>,
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
