import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { MIGRATIONS } from '../../migrations/index.js';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

const READ_MIGRATIONS = statement('read-migrations', 'SELECT name FROM migration');

/** Whether Postgres answers, and holds the schema that this version of the relay needs. */
@Injectable()
export class DatabaseHealth {
  constructor(
    private readonly database: Database,
    private readonly indicators: HealthIndicatorService,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    try {
      const rows = await this.database.run<{ name: string }>(READ_MIGRATIONS, []);
      const ran = new Set(rows.map(({ name }) => name));
      const missing = MIGRATIONS.map(({ name }) => name).filter((name) => !ran.has(name));
      return missing.length === 0
        ? indicator.up()
        : indicator.down(`The schema is out of date: run "npm run migrate" (missing ${missing.join(', ')}).`);
    } catch (error) {
      return indicator.down(`The database does not answer${codeOf(error)}.`);
    }
  }
}

/** Anybody may read this, so not what the driver or the database wrote, which names hosts and users: the log has that. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^\w{1,32}$/.test(code) ? ` (${code})` : '';
}
