import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/dev-services/embedded-postgres.js';
import { eventually } from '../support/eventually.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** A Postgres of one simulation's own, which can be ended at once, and the network in front of it. */
export class RestartablePostgres {
  private constructor(
    private readonly folder: string,
    private server: EmbeddedPostgres,
    readonly proxy: TcpProxy,
  ) {}

  static async start(): Promise<RestartablePostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'pleo-export-relay-faults-'));
    const server = await startIn(folder);
    return new RestartablePostgres(folder, server, await TcpProxy.before(server.url));
  }

  /** As the replicas reach it. */
  get url(): string {
    return this.proxy.urlOf(this.server.url);
  }

  /** Past the proxy, and again while the server is away. */
  async query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    return eventually(async () => {
      const client = new pg.Client({ connectionString: this.server.url, connectionTimeoutMillis: 5000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query<Row>(text)).rows;
      } finally {
        await client.end().catch(() => undefined);
      }
    });
  }

  /** Ends it without a word to anybody, and starts it again over the same data, where it has to recover. */
  async crash(): Promise<void> {
    const file = await readFile(join(this.server.dataDirectory, 'postmaster.pid'), 'utf8');
    process.kill(Number(file.split('\n')[0]), 'SIGQUIT');
    await this.server.stop();
    this.server = await startIn(this.folder);
    this.proxy.retarget(this.server.url);
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A crash of the server, not of the machine: what it wrote is there without fsync. */
function startIn(folder: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDirectory: join(folder, 'postgres'),
    serverSettings: { fsync: 'off' },
  });
}
