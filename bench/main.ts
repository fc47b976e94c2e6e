import { writeFile } from 'node:fs/promises';
import { markdownOf } from './figures/markdown.js';
import { reportChart, reportOf } from './figures/report.js';
import type { Section } from './figures/section.js';
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
const options = optionsOf(process.argv.slice(2), Object.keys(SCENARIOS));
const scale = options.quick ? QUICK : FULL;
const url = process.env['BENCH_DATABASE_URL'];
const server = await BenchServer.start(url);
const harness = new Harness(server, scale, (line) => console.error(line));
const sections: Section[] = [];
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Error(`Ended by ${signal}`)));
});
try {
  await Promise.race([runAll(), interrupted]);
} finally {
  await harness.clear();
  await server.stop();
}
console.log(markdownOf(sections));
if (options.write) {
  const circumstances = {
    postgres: server.version,
    ownPostgres: url === undefined,
    quick: options.quick,
    rounds: scale.rounds,
    minutes: (performance.now() - begin) / 60_000,
  };
  await writeFile('docs/performance.md', reportOf(sections, circumstances));
  await writeFile('docs/performance.svg', reportChart(sections));
}

async function runAll(): Promise<void> {
  for (const name of options.scenarios) {
    const scenarioBegin = performance.now();
    harness.say(name);
    const section = await SCENARIOS[name]?.(harness);
    if (section) sections.push(section);
    await harness.clear();
    harness.say(`${name} took ${Math.round((performance.now() - scenarioBegin) / 1000)} s`);
  }
}
