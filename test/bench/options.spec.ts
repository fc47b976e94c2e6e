import { describe, expect, it } from 'vitest';
import { optionsOf } from '../../bench/options.js';

const SCENARIOS = ['intake', 'drain'];

describe('the command line of the bench', () => {
  it('runs all scenarios and writes the report', () => {
    expect(optionsOf([], SCENARIOS)).toEqual({ quick: false, write: true, scenarios: SCENARIOS });
  });

  it('writes nothing of a quick run or of some scenarios, unless it is told to', () => {
    expect(optionsOf(['--quick'], SCENARIOS).write).toBe(false);
    expect(optionsOf(['--only', 'drain'], SCENARIOS)).toEqual({
      quick: false,
      write: false,
      scenarios: ['drain'],
    });
    expect(optionsOf(['--quick', '--write'], SCENARIOS).write).toBe(true);
  });

  it('refuses a scenario that is not there', () => {
    expect(() => optionsOf(['--only', 'drain,nothing'], SCENARIOS)).toThrow(
      'There is no scenario nothing: --only takes intake,drain.',
    );
  });
});
