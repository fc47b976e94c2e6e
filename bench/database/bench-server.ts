import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/dev-services/embedded-postgres.js';
import { environment } from '../programs/environment.js';
import { BenchDatabase } from './bench-database.js';
import { postmasterOf } from './postmaster.js';

const MIGRATE = fileURLToPath(new URL('../../../dist/src/programs/migrate.js', import.meta.url));

/** Of this run only: two runs may share a server. */
const TEMPLATE = `bench_template_${process.pid}`;

/** The Postgres of a run. */
export class BenchServer {
  private made = 0;
  private readonly databases = new Set<string>();

  private constructor(
    private readonly url: string,
    /** The postmaster's pid; null when it is not on this machine. */
    readonly pid: number | null,
    readonly version: string,
    private readonly shutDown: () => Promise<void>,
  ) {}

  /** The server of `url`, whose account may create databases; without it an own server with default settings. */
  static async start(url: string | undefined): Promise<BenchServer> {
    if (url) return BenchServer.at(url, async () => undefined);
    const folder = await mkdtemp(join(tmpdir(), 'pleo-export-relay-bench-'));
    const postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, 'postgres') });
    return BenchServer.at(postgres.url, async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    });
  }

  private static async at(url: string, shutDown: () => Promise<void>): Promise<BenchServer> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    const pid = await postmasterOf(client);
    await client.end();
    const server = new BenchServer(url, pid, rows[0]?.server_version ?? '?', shutDown);
    await server.create(TEMPLATE, 'template1');
    const env = { ...environment(), DATABASE_URL: server.urlOf(TEMPLATE) };
    await promisify(execFile)(process.execPath, [MIGRATE], { env });
    return server;
  }

  /** A new database with the relay's tables, empty. */
  async database(): Promise<BenchDatabase> {
    const name = `bench_${process.pid}_${++this.made}`;
    await this.create(name, TEMPLATE);
    return new BenchDatabase(this.urlOf(name), () => this.drop(name));
  }

  async stop(): Promise<void> {
    for (const name of this.databases) await this.drop(name);
    await this.shutDown();
  }

  private async create(name: string, template: string): Promise<void> {
    await this.admin(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    this.databases.add(name);
  }

  private async drop(name: string): Promise<void> {
    await this.admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    this.databases.delete(name);
  }

  private urlOf(name: string): string {
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  private async admin(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.urlOf('postgres') });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }
}
