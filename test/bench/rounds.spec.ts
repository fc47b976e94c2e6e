import { expect, it } from 'vitest';
import type { BenchServer } from '../../bench/database/bench-server.js';
import { Harness } from '../../bench/harness.js';
import { nodeBinary } from '../../bench/machine/node-binary.js';
import { coldAndWarm, type Round, type Startable } from '../../bench/rounds.js';
import { QUICK } from '../../bench/scale.js';

const COST = {
  seconds: 1,
  serviceCpuMs: 1,
  postgresCpuMs: 1,
  walBytes: 1,
  peakRssMb: 1,
  foreign: 0,
};
const THIS = { path: process.execPath, version: process.versions.node };

/** A program whose rounds are numbered from its start, and what happened to it, in order. */
function program(name: string, log: string[]): Startable {
  return {
    name,
    async start() {
      let rounds = 0;
      log.push(`${name} starts`);
      return {
        name,
        async round(): Promise<Round> {
          log.push(`${name} ${++rounds}`);
          return { rate: rounds, events: 1, cost: COST };
        },
        stop: async () => void log.push(`${name} stops`),
      };
    },
  };
}

it('cold rounds are the first of a fresh program each, warm ones go on with the last of them', async () => {
  const log: string[] = [];
  const harness = new Harness({} as BenchServer, { ...QUICK, rounds: 2 }, THIS, () => undefined);
  const { cold, warm } = await coldAndWarm(harness, [program('a', log), program('b', log)]);
  const rates = (rounds: readonly Round[] | undefined) => rounds?.map(({ rate }) => rate);
  expect([rates(cold.get('a')), rates(cold.get('b'))]).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect([rates(warm.get('a')), rates(warm.get('b'))]).toEqual([
    [2, 3],
    [2, 3],
  ]);
  const before = [
    'a starts',
    'a 1',
    'b starts',
    'b 1',
    'a stops',
    'a starts',
    'a 1',
    'b stops',
    'b starts',
    'b 1',
  ];
  expect(log).toEqual([...before, 'a 2', 'b 2', 'a 3', 'b 3']);
});

it('a Node of a path is asked for its version', async () => {
  await expect(nodeBinary(process.execPath)).resolves.toEqual(THIS);
  await expect(nodeBinary('./no-node')).rejects.toThrow('no-node');
});
