import { spawnSync } from 'node:child_process';

/** Whether Debian's package `prometheus` is here, which has it. */
export const PROMTOOL_IS_HERE = spawnSync('promtool', ['--version']).status === 0;

/** Says it in the title of tests that are skipped. */
export const WITHOUT_PROMTOOL = PROMTOOL_IS_HERE ? '' : ' (not run: there is no promtool here)';

/** Runs it, and returns how it ended and all that it said. */
export function promtool(parameters: string[], input = ''): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', parameters, { input, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}
