import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { MIGRATIONS } from '../../migrations/index.js';
import { it } from '../support/stage.js';

/** `npm run migrate`, and what it says. */
async function migrate(url: string): Promise<string[]> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, DATABASE_URL: url };
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'migrate'], { env });
  return stdout.trimEnd().split('\n');
}

it('npm run migrate says which migration runs and how long it took, and the next one has nothing to do', async ({
  stage,
}) => {
  const { url } = await stage.database({ empty: true });
  const said = await migrate(url);
  for (const { name } of MIGRATIONS) {
    expect(said).toContain(`Running ${name}`);
    expect(said).toContainEqual(expect.stringMatching(`^Ran ${name} in \\d+\\.\\d s$`));
  }
  expect(said).toHaveLength(2 * MIGRATIONS.length + 1);
  expect(await migrate(url)).toEqual(['The schema is up to date.']);
});
