import { expect } from 'vitest';
import { it } from '../support/stage.js';

/** Each line as an object; throws at one that is not JSON. */
const linesOf = (output: string) =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; time: number; msg: string });

it('in production the log is JSON from its first line: the wait for Postgres, migrations, the address', async ({
  stage,
}) => {
  const database = await stage.database({ empty: true });
  const sandbox = await stage.sandbox();
  const relay = await stage.relay({ database, sandbox }).answers();
  const lines = linesOf(relay.output);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.map(({ level }) => level)).toEqual(lines.map(() => 30));
  expect(lines.at(-1)?.msg).toBe(`pleo-export-relay answers at ${relay.url}/`);
  for (const { time } of lines) expect(Math.abs(Date.now() - time)).toBeLessThan(3_600_000);
});

it('in production a start that fails is one line, which names all mistakes', async ({ stage }) => {
  const relay = stage.program({ NODE_ENV: 'production', PORT: '70000' });
  expect(await relay.exits()).toEqual({ code: 1, signal: null });
  const [line, ...others] = linesOf(relay.output);
  expect(others).toEqual([]);
  expect(line).toMatchObject({ level: 60, msg: expect.stringMatching(/PORT.*\n.*DATABASE_URL/) });
});
