import { writeFile } from 'node:fs/promises';
import { markdownOf } from './figures/markdown.js';
import { reportChart, reportOf } from './figures/report.js';
import type { Section } from './figures/section.js';
import { BenchServer } from './database/bench-server.js';
import { optionsOf } from './options.js';
import { drain } from './parts/drain.js';
import { expiry } from './parts/expiry.js';
import { held } from './parts/held.js';
import { history } from './parts/history.js';
import { intake } from './parts/intake.js';
import { latency } from './parts/latency.js';
import { memory } from './parts/memory.js';
import { replicas } from './parts/replicas.js';
import { starvation } from './parts/starvation.js';
import { FULL, QUICK } from './scale.js';
import { Stage } from './stage.js';

const PARTS: Record<string, (stage: Stage) => Promise<Section>> = {
  intake,
  drain,
  latency,
  expiry,
  history,
  memory,
  replicas,
  starvation,
  held,
};

/** `npm run bench`: measures the service of `dist/` on this machine. */
const begin = performance.now();
const options = optionsOf(process.argv.slice(2), Object.keys(PARTS));
const scale = options.quick ? QUICK : FULL;
const url = process.env['BENCH_DATABASE_URL'];
const server = await BenchServer.start(url);
const stage = new Stage(server, scale, (line) => console.error(line));
const sections: Section[] = [];
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Error(`Ended by ${signal}`)));
});
try {
  await Promise.race([playAll(), interrupted]);
} finally {
  await stage.clear();
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

async function playAll(): Promise<void> {
  for (const name of options.parts) {
    const partBegin = performance.now();
    stage.say(name);
    const section = await PARTS[name]?.(stage);
    if (section) sections.push(section);
    await stage.clear();
    stage.say(`${name} took ${Math.round((performance.now() - partBegin) / 1000)} s`);
  }
}
