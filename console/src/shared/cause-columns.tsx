import type { Column } from './listing.js';
import { Moment } from './moment.js';

/** What is known of things that are dead for the same reason. */
interface Cause {
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly error: string | null;
}

/** How many there are, since when, and one of them. `what` they are; `span`: of what the first and last is told. */
export function causeColumns(what: string, span: string): Column<Cause>[] {
  return [
    { name: what, show: ({ count }) => count.toLocaleString(), isNumber: true },
    {
      name: span,
      show: ({ firstAt, lastAt }) => (
        <>
          <Moment at={firstAt} distance={false} /> – <Moment at={lastAt} />
        </>
      ),
    },
    { name: 'For example', show: ({ error }) => error },
  ];
}
