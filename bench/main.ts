import { writeFile } from 'node:fs/promises';
import { markdownOf } from './figures/markdown.js';
import { reportChart, reportOf } from './figures/report.js';
import type { Run, Section } from './figures/section.js';
import { nodeBinary } from './machine/node-binary.js';
import { BenchServer } from './database/bench-server.js';
import { optionsOf } from './options.js';
import { claims } from './scenarios/claims.js';
import { drain } from './scenarios/drain.js';
import { expiry } from './scenarios/expiry.js';
import { held } from './scenarios/held.js';
import { history } from './scenarios/history.js';
import { intake } from './scenarios/intake.js';
import { items } from './scenarios/items.js';
import { latency } from './scenarios/latency.js';
import { memory } from './scenarios/memory.js';
import { passedReads } from './scenarios/passed-reads.js';
import { replicas } from './scenarios/replicas.js';
import { starvation } from './scenarios/starvation.js';
import { FULL, QUICK } from './scale.js';
import { Harness } from './harness.js';

const SCENARIOS: Record<string, (harness: Harness) => Promise<Section>> = {
  intake,
  drain,
  items,
  claims,
  latency,
  expiry,
  history,
  memory,
  'passed-reads': passedReads,
  replicas,
  starvation,
  held,
};

/** `npm run bench`: measures the service of `dist/` on this machine. */
const begin = performance.now();
const args = process.argv.slice(2);
const options = optionsOf(args, Object.keys(SCENARIOS));
const scale = options.quick ? QUICK : FULL;
const nodes = await Promise.all(options.nodes.map(nodeBinary));
const url = process.env['BENCH_DATABASE_URL'];
const server = await BenchServer.start(url);
const say = (line: string) => console.error(line);
const harnesses = nodes.map((node) => ({ node, harness: new Harness(server, scale, node, say) }));
const runs: Run[] = [];
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Error(`Ended by ${signal}`)));
});
try {
  await Promise.race([runAll(), interrupted]);
} finally {
  for (const { harness } of harnesses) await harness.clear();
  await server.stop();
}
console.log(markdownOf(runs));
if (options.write) {
  const circumstances = {
    postgres: server.version,
    ownPostgres: url === undefined,
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    rounds: scale.rounds,
    minutes: (performance.now() - begin) / 60_000,
  };
  await writeFile('docs/performance.md', reportOf(runs, circumstances));
  await writeFile('docs/performance.svg', reportChart(runs));
}

async function runAll(): Promise<void> {
  for (const { node, harness } of harnesses) {
    const sections: Section[] = [];
    runs.push({ node: node.version, sections });
    for (const name of options.scenarios) {
      const scenarioBegin = performance.now();
      say(`${name}, Node ${node.version}`);
      const section = await SCENARIOS[name]?.(harness);
      if (section) sections.push(section);
      await harness.clear();
      say(`${name} took ${Math.round((performance.now() - scenarioBegin) / 1000)} s`);
    }
  }
}
