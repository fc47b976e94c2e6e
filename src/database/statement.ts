/** A whole SQL statement under a name. It is prepared once per connection under that name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** How long its answer may take, in milliseconds, where that is more than hot paths allow. */
  readonly timeoutMs?: number;
}

/** Names a statement; the name must be unique in the service. */
export function statement(name: string, text: string, given: { timeoutMs?: number } = {}): Statement {
  return { name, text, ...given };
}
