import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type DataFolder, openDataFolder, prepareDataFolder } from '../../src/dev-services/data-folder.js';
import { accountFor, type PostgresAccount } from '../../src/dev-services/postgres-account.js';
import {
  installedNativeFolder,
  type PostgresBinaries,
  runnableBinaries,
} from '../../src/dev-services/postgres-binaries.js';
import { type PostgresProcess, spawnPostgres, untilUnused } from '../../src/dev-services/postgres-process.js';
import { freePort } from '../../src/dev-services/free-port.js';

/** A PostgreSQL of one test's own, which may be ended without a word and comes back at the same address. */
export class OwnPostgres {
  private constructor(
    private readonly binaries: PostgresBinaries,
    private readonly folder: DataFolder,
    private readonly account: PostgresAccount,
    private readonly port: number,
    private server: PostgresProcess,
  ) {}

  static async start(): Promise<OwnPostgres> {
    const path = await openDataFolder(await mkdtemp(join(tmpdir(), 'pleo-export-relay-own-')));
    const account = await accountFor(path);
    const binaries = await runnableBinaries(installedNativeFolder(), account);
    const folder = await prepareDataFolder(path, binaries, account, { durable: false });
    const port = await freePort();
    const postgres = new OwnPostgres(binaries, folder, account, port, spawn(binaries, folder, account, port));
    await postgres.server.ready();
    return postgres;
  }

  get url(): string {
    return `postgres://postgres:${this.folder.password}@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it as `pg_ctl stop -m immediate` does: what was not committed is lost, connections break. */
  async crash(): Promise<void> {
    process.kill(this.server.pid, 'SIGQUIT');
    await this.server.stop();
  }

  /** Starts it again. It replays its log first. */
  async comeBack(): Promise<void> {
    const stalePid = await untilUnused(this.folder);
    this.server = spawn(this.binaries, this.folder, this.account, this.port, stalePid);
    await this.server.ready();
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder.path, { recursive: true, force: true });
  }
}

function spawn(
  binaries: PostgresBinaries,
  folder: DataFolder,
  account: PostgresAccount,
  port: number,
  stalePid?: number,
): PostgresProcess {
  // What was written is in the operating system's hands, which does not crash here.
  return spawnPostgres(binaries.postgres, folder, account, { port, settings: { fsync: 'off' }, stalePid });
}
