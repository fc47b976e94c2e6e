import { describe, expect, it } from 'vitest';
import { optionsOf } from '../../bench/options.js';

const SCENARIOS = ['intake', 'drain'];
const DEFAULTS = { quick: false, write: false, scenarios: SCENARIOS, nodes: [process.execPath] };

describe('the command line of the bench', () => {
  it('runs all scenarios and writes the report', () => {
    expect(optionsOf([], SCENARIOS)).toEqual({ ...DEFAULTS, write: true });
  });

  it('writes nothing of a quick run or of some scenarios, unless it is told to', () => {
    expect(optionsOf(['--quick'], SCENARIOS).write).toBe(false);
    expect(optionsOf(['--only', 'drain'], SCENARIOS)).toEqual({
      ...DEFAULTS,
      scenarios: ['drain'],
    });
    expect(optionsOf(['--quick', '--write'], SCENARIOS).write).toBe(true);
  });

  it('measures on the Node that runs the bench, or on versions and paths', () => {
    expect(optionsOf(['--node', '24,/opt/node/bin/node'], SCENARIOS)).toEqual({
      ...DEFAULTS,
      write: true,
      nodes: ['24', '/opt/node/bin/node'],
    });
  });

  it('refuses a scenario that is not there', () => {
    expect(() => optionsOf(['--only', 'drain,nothing'], SCENARIOS)).toThrow(
      'There is no scenario nothing: --only takes intake,drain.',
    );
  });
});
