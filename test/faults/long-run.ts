import { randomInt } from 'node:crypto';
import { it } from 'vitest';
import { type Findings, simulate } from './simulation.js';

const { FAULT_SEED, FAULT_SEEDS = 'Infinity', FAULT_MINUTES = '60' } = process.env;
const DURATION_MS = 14_000;

/** `npm run test:faults`: one seed after the other, for FAULT_MINUTES or FAULT_SEEDS; or FAULT_SEED alone. */
it('keeps its promises whatever breaks', { timeout: 0 }, async () => {
  const failed: Findings[] = [];
  const end = performance.now() + Number(FAULT_MINUTES) * 60_000;
  const seeds = FAULT_SEED ? 1 : Number(FAULT_SEEDS);
  for (let done = 0; done < seeds && performance.now() < end; done++) {
    const seed = FAULT_SEED ? Number(FAULT_SEED) : randomInt(2 ** 31);
    const findings = await simulate(seed, DURATION_MS);
    say(findings.summary);
    if (findings.violations.length > 0) {
      failed.push(findings);
      findings.violations.slice(0, 20).forEach((violation) => say(`  VIOLATED: ${violation}`));
      say(`  To replay it: FAULT_SEED=${seed} npm run test:faults`);
    }
  }
  if (failed.length > 0) throw new Error(`Broken by seeds ${failed.map(({ seed }) => seed).join(', ')}`);
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
