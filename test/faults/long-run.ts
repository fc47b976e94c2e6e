import { randomInt } from 'node:crypto';
import { it } from 'vitest';
import { simulate } from './simulation.js';

const { FAULT_SEED, FAULT_SECONDS = '14', FAULT_SEEDS = 'Infinity', FAULT_MINUTES = '60' } = process.env;

/** `npm run test:faults`: one seed after the other, for FAULT_MINUTES or FAULT_SEEDS; or FAULT_SEED alone. */
it('keeps its promises whatever breaks', { timeout: 0 }, async () => {
  const broken: number[] = [];
  const beganAt = performance.now();
  const minutes = () => (performance.now() - beganAt) / 60_000;
  const seeds = FAULT_SEED ? 1 : Number(FAULT_SEEDS);
  for (let done = 0; done < seeds && minutes() < Number(FAULT_MINUTES); done++) {
    const seed = FAULT_SEED ? Number(FAULT_SEED) : randomInt(2 ** 31);
    const { summary, violations, replay } = await simulate(seed, Number(FAULT_SECONDS) * 1000);
    say(`${minutes().toFixed(1)} min | #${done + 1} | ${summary}`);
    if (violations.length === 0) continue;
    broken.push(seed);
    violations.slice(0, 20).forEach((violation) => say(`  VIOLATED: ${violation}`));
    say(`  ${violations.length} in all. To replay it: ${replay}`);
  }
  if (broken.length > 0) throw new Error(`Broken by ${broken.length} seeds: ${broken.join(', ')}`);
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
