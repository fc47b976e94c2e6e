import { describe, it } from 'vitest';
import { simulate } from './simulation.js';

/**
 * Two short plans with a kill, a standstill, a crash of Postgres, and a network and a Pleo that fail. `npm run
 * test:faults` takes as many as there is time for.
 */
describe.concurrent('replicas whose processes, database, network and Pleo all fail', () => {
  for (const seed of [15, 281]) {
    it(`keep their promises with seed ${seed}`, { timeout: 180_000 }, async ({ expect }) => {
      const { summary, violations, replay } = await simulate(seed, 4000);
      expect(violations, `${summary}\nTo replay it: ${replay}`).toEqual([]);
    });
  }
});
