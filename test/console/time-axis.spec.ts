import { expect, it } from 'vitest';
import { tickLabel, ticksUpTo } from '../../console/src/overview/time-axis.js';

it.each([
  [0, ['0', '1 ms']],
  [7, ['0', '2 ms', '4 ms', '6 ms', '8 ms']],
  [850, ['0', '500 ms', '1 s']],
  [3400, ['0', '1 s', '2 s', '3 s', '4 s']],
  [60_000, ['0', '15 s', '30 s', '45 s', '1 min']],
  [61_000, ['0', '30 s', '1 min', '1.5 min']],
  [599_000, ['0', '5 min', '10 min']],
  [5_000_000, ['0', '30 min', '1 h', '1.5 h']],
  [500_000_000, ['0', '35 h', '70 h', '105 h', '140 h']],
])('an axis up to %i milliseconds has round times: %j', (worst, labels) => {
  const ticks = ticksUpTo(worst);
  expect(ticks.map(tickLabel)).toEqual(labels);
  expect(ticks.at(-1)).toBeGreaterThanOrEqual(worst);
});
