import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { Database } from '../database/database.js';
import { NEEDED_SETTINGS, wrongSettings } from '../database/session.js';
import { statement } from '../database/statement.js';

const READ_MIGRATIONS = statement('read-migrations', 'SELECT name FROM migration');

/** Settings of a session: a pooler may hand out one that was never prepared. */
const READ_SETTINGS = statement(
  'read-settings',
  `SELECT name, current_setting(name) AS value
   FROM unnest($1::text[]) AS needed (name)`,
);

/** Tables ($1) that this account may not read and insert into. Some tables need no more. */
const READ_FORBIDDEN = statement(
  'read-forbidden',
  `SELECT name
   FROM unnest($1::text[]) AS used (name)
   WHERE NOT (has_table_privilege(name, 'SELECT') AND has_table_privilege(name, 'INSERT'))`,
);

/** Whether Postgres answers correctly, and has the schema that this version of the relay needs. */
@Injectable()
export class DatabaseHealth {
  private readonly tables: readonly string[];

  constructor(
    private readonly database: Database,
    dataSource: DataSource,
    private readonly indicators: HealthIndicatorService,
  ) {
    this.tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
  }

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    try {
      const fault = (await this.schemaFault()) ?? (await this.settingFault()) ?? (await this.accountFault());
      return fault === null ? indicator.up() : indicator.down(fault);
    } catch (error) {
      return indicator.down(`The database does not answer${codeOf(error)}.`);
    }
  }

  private async schemaFault(): Promise<string | null> {
    const rows = await this.database.run<{ name: string }>(READ_MIGRATIONS, []);
    const ran = new Set(rows.map(({ name }) => name));
    const missing = MIGRATIONS.map(({ name }) => name).filter((name) => !ran.has(name));
    return missing.length > 0
      ? `The schema is out of date: run "npm run migrate" (missing ${missing.join(', ')}).`
      : null;
  }

  private async settingFault(): Promise<string | null> {
    const rows = await this.database.run<{ name: string; value: string }>(READ_SETTINGS, [NEEDED_SETTINGS]);
    const wrong = wrongSettings(Object.fromEntries(rows.map(({ name, value }) => [name, value])));
    return wrong.length > 0
      ? `A pooler hands out sessions that are set otherwise: ALTER ROLE … SET ${wrong.join(', SET ')}.`
      : null;
  }

  private async accountFault(): Promise<string | null> {
    const rows = await this.database.run<{ name: string }>(READ_FORBIDDEN, [this.tables]);
    const names = rows.map(({ name }) => name).join(', ');
    return rows.length > 0
      ? `The account may not use all tables: GRANT SELECT, INSERT, UPDATE, DELETE ON ${names}.`
      : null;
  }
}

/** The code only: this route is public, and messages of driver and database name hosts and users. The log has them. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^\w{1,32}$/.test(code) ? ` (${code})` : '';
}
