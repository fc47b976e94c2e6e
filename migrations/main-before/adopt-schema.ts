import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaTexts } from '../../src/schema/schema-text.js';
import { CreateSchema1764150000000 } from '../1764150000000-create-schema.js';
import { NAMES_BEFORE } from './names-before.js';

/**
 * Stands for CreateSchema where the tables are there already: goes into the table of migrations under its name, in place of
 * the ten before it. It makes a shadow of the schema first, in temporary tables, and throws when anything of it is missing in
 * the tables that are there. Things beyond it, such as an index or a storage setting of the owner's own, stay.
 */
export class AdoptSchema1764150000000 implements MigrationInterface {
  readonly name = CreateSchema1764150000000.name;

  async up(runner: QueryRunner): Promise<void> {
    const found = await schemaTexts(runner);
    await runner.query('SET LOCAL search_path = pg_temp');
    await new CreateSchema1764150000000().up(runner);
    const wanted = await schemaTexts(runner);
    await runner.query('DISCARD TEMP; SET LOCAL search_path TO DEFAULT');
    const missing = [...wanted].flatMap(([table, text]) => linesMissing(table, text, found.get(table) ?? ''));
    if (missing.length > 0)
      throw new Error(
        `it was changed by hand and is not what main made. Make it so again, and start once more; missing are ${missing.join('; ')}`,
      );
    await runner.query('DELETE FROM migration WHERE name = ANY ($1)', [NAMES_BEFORE]);
  }

  async down(): Promise<void> {
    throw new Error('The migrations before are not there any more.');
  }
}

function linesMissing(table: string, wanted: string, found: string): string[] {
  const lines = new Set(found.split('\n').map(bare));
  return wanted
    .split('\n')
    .map(bare)
    .filter((line) => line !== '' && !lines.has(line))
    .map((line) => `"${line}" of ${table}`);
}

/** Without the comma of a list, which the last line of it has not. */
function bare(line: string): string {
  return line.trim().replace(/,$/, '');
}
