import { describe, it } from 'vitest';
import { simulate } from './simulation.js';

/** Two plans with kills, a crash of Postgres and cuts; `npm run test:faults` runs as many as there is time for. */
describe.concurrent('replicas whose processes, database, network and Pleo all fail', () => {
  for (const seed of [29, 36]) {
    it(`keep their promises with seed ${seed}`, { timeout: 120_000 }, async ({ expect }) => {
      const { summary, violations, replay } = await simulate(seed, 4000);
      expect(violations, `${summary}\nTo replay it: ${replay}`).toEqual([]);
    });
  }
});
