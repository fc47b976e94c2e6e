import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { Deadline } from '../../client/deadline.js';

it('many calls of one job at the same time are no leak, of which Node would warn', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const job = new AbortController();
  const calls = Array.from({ length: 50 }, () => new Deadline([job.signal], Infinity));
  await turn();
  expect(warnings).toEqual([]);
  job.abort();
  expect(calls.every(({ signal }) => signal.aborted)).toBe(true);
});
