import { cpus, totalmem } from 'node:os';
import { chartOf } from './chart.js';
import { markdownOf } from './markdown.js';
import type { Ratio, Run } from './section.js';

/** Machine and conditions of a run. */
export interface Circumstances {
  readonly postgres: string;
  readonly ownPostgres: boolean;
  /** The command that made the run. */
  readonly command: string;
  readonly rounds: number;
  readonly minutes: number;
}

/** `docs/performance.md`. */
export function reportOf(runs: readonly Run[], circumstances: Circumstances): string {
  return [
    '# Performance',
    `Every figure here is from one run of \`${circumstances.command}\`, which wrote this file. Other machines give other figures. ` +
      'What holds best elsewhere is CPU per event beside that of another program, so it comes first; a ratio to a limit that waits ' +
      'and computes little does not hold: see [what bounds what](#what-bounds-what).',
    '![What the relay does beside what it is compared with](performance.svg)',
    `## In short\n\n${machineOf(runs, circumstances)}`,
    markdownOf(runs),
    NOTES,
  ].join('\n\n');
}

/** `docs/performance.svg`: the relay beside the limits and other queues, warm, on the first Node. */
export function reportChart([run]: readonly Run[]): string {
  const ratios: Ratio[] = (run?.sections ?? [])
    .filter(({ title }) => ['Intake', 'Drain', 'History', 'Expiry'].includes(title))
    .flatMap((section) => section.ratios)
    .filter(({ what }) => /CPU|per second/.test(what));
  return chartOf(`Node ${run?.node}, warm; each pair has its own scale`, ratios);
}

function machineOf(runs: readonly Run[], { postgres, ownPostgres, rounds, minutes }: Circumstances): string {
  const [cpu] = cpus();
  const server = ownPostgres
    ? 'the one that comes with the npm packages, with the settings that initdb gives it: 128 MB of shared buffers, `fsync` and `synchronous_commit` on'
    : 'the server of `BENCH_DATABASE_URL`';
  return (
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, ` +
    `PostgreSQL ${postgres} (${server}). The service and the programs beside it ran on Node ` +
    `${runs.map(({ node }) => node).join(', then on ')}, load generator and Pleo’s stand-in on ` +
    `${process.versions.node}. All of them and Postgres share this machine. ${rounds} rounds, ${Math.round(minutes)} minutes.`
  );
}

const NOTES = `## How to run it

\`\`\`sh not-run
npm run bench -- --node 24,20         # all of it on both versions, about an hour and a half; writes this file and the chart
npm run bench -- --quick              # a few minutes, to stdout
npm run bench -- --only intake,drain  # some scenarios; with --write it writes the files too
\`\`\`

\`BENCH_DATABASE_URL\` takes another Postgres, with an account that may create databases; the bench removes them
again. \`--node\` takes versions, which npm installs into \`.bench/node\`, or paths; without it the programs run on the Node
that runs the bench. The image has the one that its \`Dockerfile\` names. A full run fills about 10 GB of disk for a while. The service is started as in the image, with \`NODE_ENV=production\` and default settings, in its own process, as is
each program beside it.

## What the figures mean

- **CPU µs each** is user and system time of the program’s processes, and of all processes of Postgres, for one report
  or delivery. It depends less on foreign load than rates do.
- **Cold** is the first round of a program that has just started: each cold round starts it anew. Node compiles code when it first
  runs it, and hot code again, so all of them are slower then. **Warm** are later rounds. Where a table says neither, it is warm.
- **Rounds** take turns: the relay, then each of the others, and again, first all cold ones. A warm round has had one before it that does
  not count. The tables show medians, and the lowest and highest rate.
- **Start to ready** is measured from the start of the process to its first answer that it is ready.
- **Foreign load** is CPU time of the machine that went neither to this run nor to its Postgres; some of it is the kernel’s work
  for them. A round with more than 15 % is disturbed. It is measured again, twice at most, and the least
  disturbed try is kept; the table says how many kept rounds were disturbed. Expiry and memory are measured once.
- **WAL bytes each** is what Postgres wrote to its log, divided by reports or deliveries; a page is logged whole when it is
  first changed after a checkpoint, and there is one before each round.
- **Lost, out of order, overlapping** is counted by Pleo’s stand-in: events that never arrived, that arrived before their
  predecessor, or while another request of their job was unanswered.

## What bounds what

- **CPU** bounds the relay and the other queues: first the one core that a process of Node uses, then all cores together, which Postgres and Pleo’s
  stand-in take their share of. A replica with a core of its own does at most 1,000,000 / (CPU µs each) a second, of the program’s column. A slower machine
  takes more CPU per event, of each program by about the same factor: the ratio of two CPU times travels, and so does, less well, the ratio of the
  rates of two programs that CPU bounds.
- **Waiting** bounds the delivery limit, and reads straight from Pleo’s stand-in: 64 requests at a time that take 5 ms are 12,800 a second at
  most, on any machine that has CPU to spare. The relay’s rate falls on a slower machine, and that of such a limit does not: a ratio to it
  does not travel. Beside a Pleo that answers in 50 ms it would be near 1.
- **Commits** bound the intake limit, which has one for each report: by the CPU of Postgres, or by a slow disk. The relay shares one among many
  reports. So a slow disk raises this ratio.
- **Round trips** and one commit bound latency while nothing is busy; at half load events also wait for CPU, and for those before them.
- **Postgres** bounds expiry. With a long history it reads and logs pages of indexes that are not in its memory.

## What they do not say

- Nothing here crosses a network. A real round trip to Postgres adds to each report, and one to Pleo to each delivery.
- The limits do less than any service must: no checks, no lock on the job, no history. They are upper bounds, not
  services to run.
- pg-boss and graphile-worker are general job queues with the settings that their documentation advises for many short jobs.
  They were not made for this task, and a better setting may exist.
`;
