import { randomBytes, randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import { openedOf } from '../../src/credentials/authorization.js';
import { CredentialsRepository } from '../../src/credentials/credentials.repository.js';
import { resealAll } from '../../src/credentials/reseal-all.js';
import { Seals } from '../../src/credentials/seals.js';
import { dataSourceOptions } from '../../src/schema/data-source.js';
import { Database } from '../../src/database/database.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

const [OLD, NEW, LOST] = ['old', 'new', 'lost'].map(
  (id) => `${id}:${randomBytes(32).toString('base64')}`,
) as [string, string, string];

describe('resealing', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let shared: Database;
  beforeAll(async () => {
    database = await createDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    shared = new Database(dataSource, loadSettings({ DATABASE_URL: database.url }));
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  function withKeys(...keys: string[]) {
    const settings = loadSettings({ DATABASE_URL: database.url, CREDENTIALS_KEY: keys.join(',') });
    const seals = new Seals(settings);
    const repository = new CredentialsRepository(shared, seals, settings);
    const opened = async (companyId: string) => {
      const row = await repository.find(companyId);
      return row && openedOf(row, seals);
    };
    return { repository, opened };
  }

  /** Credentials sealed with the first of these keys; some of each type. */
  async function someCredentials(count: number, ...keys: string[]): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (const [index, id] of ids.entries())
      await withKeys(...keys).repository.set(
        id,
        index % 2
          ? { type: 'api_key', apiKey: id }
          : { type: 'oauth', accessToken: id, refreshToken: `r-${id}`, expiresIn: 3600 },
        null,
        'set',
        15_000,
      );
    return ids;
  }

  const keyIds = async () =>
    Object.fromEntries(
      (
        await database.query<{ key: string; count: number }>(
          'SELECT key_id AS key, count(*)::integer AS count FROM company_credential GROUP BY 1',
        )
      ).map(({ key, count }) => [key, count]),
    );

  it('puts all under the first key, in batches, leaves what it cannot open, and has nothing to do the second time', async () => {
    const ids = await someCredentials(11, OLD);
    const [lost = ''] = await someCredentials(1, LOST);
    const { repository, opened } = withKeys(NEW, OLD);
    const progress: number[] = [];
    expect(
      await resealAll(repository, 3, ({ resealed, unreadable }) => progress.push(resealed + unreadable)),
    ).toEqual({
      resealed: 11,
      unreadable: 1,
    });
    expect(progress).toEqual([3, 6, 9, 12]);
    expect(await keyIds()).toEqual({ new: 11, lost: 1 });
    expect(await resealAll(repository, 3, () => undefined)).toEqual({ resealed: 0, unreadable: 1 });

    const newOnly = withKeys(NEW);
    for (const [index, id] of ids.entries())
      expect(await newOnly.opened(id)).toEqual({
        kind: 'active',
        value: index % 2 ? `Basic ${Buffer.from(`${id}:`).toString('base64')}` : `Bearer ${id}`,
      });
    expect(await newOnly.opened(lost)).toMatchObject({ kind: 'unreadable' });
    expect(await opened(lost)).toMatchObject({ kind: 'unreadable' });
    const claim = await newOnly.repository.claimRefresh(
      (await newOnly.repository.find(ids[0]!))!,
      1000,
      false,
    );
    expect(claim?.keyId).toBe('new');
    await database.query('TRUNCATE company_credential');
  });

  it('goes on where it was broken off', async () => {
    await someCredentials(6, OLD);
    const { repository } = withKeys(NEW, OLD);
    const broken = resealAll(repository, 2, () => {
      throw new Error('broken off');
    });
    await expect(broken).rejects.toThrow('broken off');
    expect(await keyIds()).toEqual({ new: 2, old: 4 });
    expect(await resealAll(repository, 2, () => undefined)).toEqual({ resealed: 4, unreadable: 0 });
    await database.query('TRUNCATE company_credential');
  });

  it('does not write over what a replica wrote meanwhile', async () => {
    const [id = ''] = await someCredentials(1, OLD);
    const { repository, opened } = withKeys(NEW, OLD);
    const read = await repository.find(id);
    await withKeys(OLD).repository.set(id, { type: 'api_key', apiKey: 'newer' }, null, 'set', 15_000);
    expect(await repository.reseal(read!)).toBe(false);
    expect(await resealAll(repository, 2, () => undefined)).toEqual({ resealed: 1, unreadable: 0 });
    expect(await opened(id)).toEqual({
      kind: 'active',
      value: `Basic ${Buffer.from('newer:').toString('base64')}`,
    });
    await database.query('TRUNCATE company_credential');
  });

  it('does not disturb a refresh that is under way', async () => {
    const [id = ''] = await someCredentials(1, OLD);
    const replica = withKeys(OLD, NEW);
    const claim = await replica.repository.claimRefresh((await replica.repository.find(id))!, 60_000, false);
    const { repository, opened } = withKeys(NEW, OLD);
    expect(await resealAll(repository, 2, () => undefined)).toEqual({ resealed: 1, unreadable: 0 });
    const tokens = { accessToken: 'renewed', refreshToken: 'renewed-too', expiresIn: 60 };
    expect(await replica.repository.rotate(claim!, randomUUID(), tokens)).toBe(true);
    expect(await opened(id)).toEqual({ kind: 'active', value: 'Bearer renewed' });
    await database.query('TRUNCATE company_credential');
  });
});
