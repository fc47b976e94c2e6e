import type { QueryRunner } from 'typeorm';
import { schemaTexts } from '../../src/schema/schema-text.js';
import { CreateSchema1764150000000 } from '../1764150000000-create-schema.js';

/**
 * Makes a shadow of the schema in temporary tables, inside the transaction of the caller, and throws when anything of
 * it is missing in the tables that are there. Things beyond it, such as an index or a storage setting of the owner's
 * own, may be. `orNotValid`: checks need not be validated yet.
 */
export async function compareWithShadow(runner: QueryRunner, { orNotValid = false } = {}): Promise<void> {
  const found = await schemaTexts(runner);
  await runner.query('SET LOCAL search_path = pg_temp');
  await new CreateSchema1764150000000().up(runner);
  const wanted = await schemaTexts(runner);
  await runner.query('DISCARD TEMP; SET LOCAL search_path TO DEFAULT');
  const missing = [...wanted].flatMap(([table, text]) => {
    const lines = linesOf(found.get(table) ?? '');
    const known = new Set(orNotValid ? lines.map((line) => line.replace(/ NOT VALID$/, '')) : lines);
    return linesOf(text)
      .filter((line) => !known.has(line))
      .map((line) => `"${line}" of ${table}`);
  });
  if (missing.length > 0)
    throw new Error(
      `it was changed by hand and is not what main made. Make it so again, and start once more; missing are ${missing.join('; ')}`,
    );
}

/** Without the comma of a list, which the last line of it has not. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/,$/, ''))
    .filter((line) => line !== '');
}
