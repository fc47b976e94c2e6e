/** A whole SQL statement under a name. It is prepared once per connection under that name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Names a statement; the name must be unique in the service. */
export function statement(name: string, text: string): Statement {
  return { name, text };
}
