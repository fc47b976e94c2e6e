import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CreateSchema1764150000000 } from '../1764150000000-create-schema.js';
import { NAMES_BEFORE } from './names-before.js';
import { compareWithShadow } from './shadow.js';

/**
 * Stands for CreateSchema where the tables are there already: goes into the table of migrations under its name, in
 * place of the ten before it. Throws when the tables are not those that CreateSchema makes.
 */
export class AdoptSchema1764150000000 implements MigrationInterface {
  readonly name = CreateSchema1764150000000.name;

  async up(runner: QueryRunner): Promise<void> {
    await compareWithShadow(runner);
    await runner.query('DELETE FROM migration WHERE name = ANY ($1)', [NAMES_BEFORE]);
  }

  async down(): Promise<void> {
    throw new Error('The migrations before are not there any more.');
  }
}
