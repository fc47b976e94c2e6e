import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CannotStart } from '../config/cannot-start.js';
import { WaitingWorkers } from '../claims/waiting-workers.js';
import { RelayClock } from '../clock/relay-clock.js';
import type { Settings } from '../config/settings.js';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { runMigrations } from '../schema/migrations.js';
import { explained, migrationFailure, reasonNotToWait } from '../database/unreachable.js';
import { checkDatabase, checkDatabaseWithTables } from '../database/database-check.js';
import { waitForDatabase } from '../database/wait-for-database.js';
import { type DevServices, startDevServices } from '../dev-services/dev-services.js';
import { Dispatcher } from '../delivery/dispatcher.js';
import { JobCreation } from '../job-creation/job-creation.service.js';
import { ClosingGate } from '../http/closing-gate.js';
import { createApp } from './create-app.js';
import { Scrape } from '../metrics/scrape.js';
import { LogOutlet } from '../logging/log-outlet.js';
import { openStdout } from '../logging/stdout.js';

/** Drain timeout for the other requests: reports are answered within 5 s, and reads may be repeated. */
const LAST_ANSWERS_MS = 5000;

/** Timeout for writing the last log lines. */
const LAST_LINES_MS = 1000;

/** Retry pause after the database was lost in the middle of the start. */
const RETRY_MS = 1000;

/** The running program: dev services where needed, schema, service, address. */
export class Relay {
  private readonly stopping = new AbortController();
  private devServices: Promise<DevServices> | null = null;
  private app: NestFastifyApplication | null = null;

  /** `log` gets everything written to stdout. */
  private constructor(
    private readonly settings: Readonly<Settings>,
    private readonly log: LogOutlet,
  ) {}

  static async as(settings: Readonly<Settings>): Promise<Relay> {
    const log = await logOutlet(settings);
    process.once('exit', () => log.endSync());
    return new Relay(settings, log);
  }

  /** Resolves when the API answers. Throws the obstacle; then everything it started is stopped again. */
  async start(): Promise<void> {
    try {
      this.devServices = startDevServices(this.settings);
      const devServices = await this.devServices;
      const { settings } = devServices;
      await this.prepareDatabase(settings);
      this.app = await createApp(settings, this.log);
      this.app.get(Scrape).watchLog(this.log);
      await this.app.listen({ port: settings.PORT, host: settings.HOST }).catch((error: unknown) => {
        throw notListening(error, settings);
      });
      const url = await this.app.getUrl();
      devServices.relayIsAt(url);
      this.log.say(announcement(url, devServices));
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      await this.stop();
      throw told(error, this.settings);
    }
  }

  /** Waits until the database is usable, and brings its schema up to date. After a loss in between it waits again. */
  private async prepareDatabase(settings: Readonly<Settings>): Promise<void> {
    const { DATABASE_URL: url = '', DATABASE_DIRECT_URL: directUrl, DATABASE_CA_FILE: caFile } = settings;
    const { signal } = this.stopping;
    for (;;) {
      if (directUrl) await this.waitFor('DATABASE_DIRECT_URL', directUrl, caFile);
      if (!settings.RUN_MIGRATIONS) return this.waitFor('DATABASE_URL', url, caFile, checkDatabaseWithTables);
      await this.waitFor('DATABASE_URL', url, caFile);
      try {
        await runMigrations(directUrl ?? url, signal, (line) => this.log.say(line), caFile);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (reasonNotToWait(error) || !isDatabaseUnavailable(error))
          throw migrationFailure(directUrl ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL', error);
        this.log.say(`The database went away while its schema was checked: ${(error as Error).message}`);
      }
      await sleep(RETRY_MS, undefined, { signal });
    }
  }

  private async waitFor(
    setting: string,
    url: string,
    caFile: string | undefined,
    check = checkDatabase,
  ): Promise<void> {
    const onWait = (reason: string) => this.log.say(`Waiting for the database: ${reason}`);
    await waitForDatabase(url, onWait, this.stopping.signal, caFile, check).catch((error: unknown) => {
      throw explained(setting, error);
    });
  }

  /** Drains and ends: no new requests, no new claims, outcomes written, connections closed. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('stopped'));
    await this.drain();
    await this.app?.close();
    // Also while they are starting: an initdb that is left alone would go on without us.
    await this.devServices?.then(
      (devServices) => devServices.stop(),
      () => undefined,
    );
    await this.log.end(LAST_LINES_MS);
  }

  /** No new requests; what is on its way to Pleo ends, and what was asked is answered. All at the same time. */
  private async drain(): Promise<void> {
    if (!this.app) return;
    const gate = this.app.get(ClosingGate);
    gate.shut();
    // Reports can no longer arrive; the clock's last look may still wait for the database.
    void this.app.get(RelayClock).stop();
    // Else each would wait to its end, or to ours.
    this.app.get(WaitingWorkers).letGo();
    await Promise.all([this.app.get(Dispatcher).drain(), this.app.get(JobCreation).drain()]);
    await gate.empty(LAST_ANSWERS_MS);
  }
}

/** Why the API cannot be served at its address: the name of a host that nobody knows is no fault of the database. */
function notListening(error: unknown, { HOST, PORT }: Readonly<Settings>): CannotStart {
  const { code, message } = error as NodeJS.ErrnoException;
  return new CannotStart(
    code === 'EADDRINUSE'
      ? `PORT ${PORT} of ${HOST} is taken by another program.`
      : `HOST ${HOST} and PORT ${PORT} cannot be listened on: ${message}`,
    { cause: error },
  );
}

/** Faults that people outside can correct become a sentence; others keep their stack. */
function told(error: unknown, { DATABASE_DIRECT_URL }: Readonly<Settings>): unknown {
  if (error instanceof CannotStart) return error;
  return explained(`DATABASE_URL${DATABASE_DIRECT_URL ? ' or DATABASE_DIRECT_URL' : ''}`, error);
}

/** JSON lines in production; readable lines elsewhere. */
async function logOutlet({ NODE_ENV }: Readonly<Settings>): Promise<LogOutlet> {
  const stdout = openStdout();
  if (NODE_ENV === 'production') return new LogOutlet(stdout);
  const { isColorSupported, prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    singleLine: true,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss.l',
    colorize: isColorSupported,
  });
  return new LogOutlet(stdout, (line) => pretty(line) ?? '');
}

function announcement(url: string, { settings, notes, sandboxUrl }: DevServices): string {
  if (settings.NODE_ENV === 'production') return `pleo-export-relay answers at ${url}/`;
  return [
    '',
    ...notes,
    '',
    `  API     ${url}/v1/export-jobs`,
    `  Console ${url}/console/`,
    `  Docs    ${url}/docs`,
    `  Health  ${url}/health/ready`,
    ...(sandboxUrl ? [`  Sandbox ${sandboxUrl}`, ...firstSteps(url, sandboxUrl, settings)] : []),
    '',
  ].join('\n');
}

function firstSteps(
  url: string,
  sandboxUrl: string,
  { API_KEYS, API_KEYS_FILE }: Readonly<Settings>,
): string[] {
  const key = API_KEYS || API_KEYS_FILE ? " -H 'Authorization: Bearer YOUR_KEY'" : '';
  return [
    '',
    'Try it: have a customer export two entries, and claim the job as your worker will',
    `  curl -s -X POST ${sandboxUrl}/sandbox/jobs -d '{"numberOfItems":2}'`,
    `  curl -s ${url}/v1/export-jobs/claim${key} -H 'Content-Type: application/json' -d '{"waitSeconds":10}'`,
  ];
}
