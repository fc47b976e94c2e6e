import { cpus, totalmem } from 'node:os';
import { chartOf } from './chart.js';
import { markdownOf } from './markdown.js';
import type { Ratio, Section } from './section.js';

/** Machine and conditions of a run. */
export interface Circumstances {
  readonly postgres: string;
  readonly ownPostgres: boolean;
  readonly quick: boolean;
  readonly rounds: number;
  readonly minutes: number;
}

/** `docs/performance.md`. */
export function reportOf(sections: readonly Section[], circumstances: Circumstances): string {
  return [
    '# Performance',
    `Every figure here is from one run of \`npm run bench${circumstances.quick ? ' -- --quick' : ''}\`, which wrote this file. Other machines give other figures; the ratios, ` +
      'of programs that took turns on the same machine, hold better elsewhere.',
    '![What the relay does beside what it is compared with](performance.svg)',
    `## In short\n\n${machineOf(circumstances)}`,
    markdownOf(sections),
    NOTES,
  ].join('\n\n');
}

/** `docs/performance.svg`: the relay beside the limits and other queues. */
export function reportChart(sections: readonly Section[]): string {
  const ratios: Ratio[] = sections
    .filter(({ title }) => ['Intake', 'Drain', 'History', 'Expiry'].includes(title))
    .flatMap((section) => section.ratios)
    .filter(({ what }) => what.includes('per second'));
  return chartOf('More is better; each pair has its own scale', ratios);
}

function machineOf({ postgres, ownPostgres, rounds, minutes }: Circumstances): string {
  const [cpu] = cpus();
  const server = ownPostgres
    ? 'the one that comes with the npm packages, with the settings that initdb gives it: 128 MB of shared buffers, `fsync` and `synchronous_commit` on'
    : 'the server of `BENCH_DATABASE_URL`';
  return (
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ` +
    `${process.versions.node}, PostgreSQL ${postgres} (${server}). Service, Postgres, load generator and Pleo’s stand-in ` +
    `share this machine. ${rounds} rounds, ${Math.round(minutes)} minutes.`
  );
}

const NOTES = `## How to run it

\`\`\`sh not-run
npm run bench                         # all of it, about half an hour; writes this file and the chart
npm run bench -- --quick              # two minutes, to stdout
npm run bench -- --only intake,drain  # some scenarios; with --write it writes the files too
\`\`\`

\`BENCH_DATABASE_URL\` takes another Postgres, with an account that may create databases; the bench removes them
again. A full run fills about 10 GB of disk for a while. The service is \`node dist/main.js\` with \`NODE_ENV=production\` and default settings, in its own process, as is
each program beside it.

## What the figures mean

- **Rounds** take turns: the relay, then each of the others, and again. The first of each is a warm-up. The tables
  show medians, and the lowest and highest rate.
- **Foreign load** is CPU time of the machine that went neither to this run nor to its Postgres; some of it is the kernel’s work
  for them. A round with more than 15 % is disturbed. It is measured again, twice at most, and the least
  disturbed try is kept; the table says how many kept rounds were disturbed. Expiry and memory are measured once.
- **CPU ms per 1,000** is user and system time of the program’s processes, and of all processes of Postgres, for 1,000 reports
  or deliveries. It depends less on foreign load than rates do.
- **WAL bytes each** is what Postgres wrote to its log, divided by reports or deliveries; a page is logged whole when it is
  first changed after a checkpoint, and there is one before each round.
- **Lost, out of order, overlapping** is counted by Pleo’s stand-in: events that never arrived, that arrived before their
  predecessor, or while another request of their job was unanswered.

## What they do not say

- Nothing here crosses a network. A real round trip to Postgres adds to each report, and one to Pleo to each delivery.
- The limits do less than any service must: no checks, no lock on the job, no history. They are upper bounds, not
  services to run.
- pg-boss and graphile-worker are general job queues with the settings that their documentation advises for many short jobs.
  They were not made for this task, and a better setting may exist.
`;
