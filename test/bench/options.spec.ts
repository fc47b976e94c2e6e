import { describe, expect, it } from 'vitest';
import { optionsOf } from '../../bench/options.js';

const PARTS = ['intake', 'drain'];

describe('the command line of the bench', () => {
  it('runs all parts and writes the report', () => {
    expect(optionsOf([], PARTS)).toEqual({ quick: false, write: true, parts: PARTS });
  });

  it('writes nothing of a quick run or of some parts, unless it is told to', () => {
    expect(optionsOf(['--quick'], PARTS).write).toBe(false);
    expect(optionsOf(['--only', 'drain'], PARTS)).toEqual({ quick: false, write: false, parts: ['drain'] });
    expect(optionsOf(['--quick', '--write'], PARTS).write).toBe(true);
  });

  it('refuses a part that is not there', () => {
    expect(() => optionsOf(['--only', 'drain,nothing'], PARTS)).toThrow(
      'There is no part nothing: --only takes intake,drain.',
    );
  });
});
