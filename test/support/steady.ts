import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RelayClock } from '../../src/clock/relay-clock.js';
import type { TestDatabase } from './database.js';

const AGE = `UPDATE relay_clock SET steady_since = now() - interval '30 days'`;

/** A relay that has heard reports for a month: what is old in a test may be as old as it looks. */
export async function beSteady(app: NestFastifyApplication, database: TestDatabase): Promise<void> {
  await app.get(RelayClock).look();
  await database.query(AGE);
}

/** The same for relays in processes of their own. */
export async function haveBeenSteady(database: Pick<TestDatabase, 'query'>): Promise<void> {
  await database.query(AGE);
}
