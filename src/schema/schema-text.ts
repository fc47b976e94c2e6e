/** Runs any SQL: TypeORM's query runner, or the database of a test. */
interface Queries {
  query(text: string): Promise<unknown>;
}

/** A line about a table: `inside` the parentheses of CREATE TABLE, or a statement of its own behind it. */
interface Line {
  table: string;
  inside: boolean;
  line: string;
}

/**
 * The tables of the current schema as SQL, by name and sorted by it: columns in their order, constraints, storage
 * options, indexes, triggers and comments, each sorted by name. The text is the same on all versions of Postgres that
 * are supported. TypeORM's table of migrations is left out.
 */
export async function schemaTexts(database: Queries): Promise<Map<string, string>> {
  const rows = (await database.query(DESCRIBE_TABLES)) as Line[];
  const tables = [...new Set(rows.map(({ table }) => table))];
  return new Map(
    tables.map((name) => [
      name,
      textOf(
        name,
        rows.filter(({ table }) => table === name),
      ),
    ]),
  );
}

function textOf(table: string, lines: readonly Line[]): string {
  const inside = lines.filter((one) => one.inside).map(({ line }) => `  ${line}`);
  const behind = lines.filter((one) => !one.inside).map(({ line }) => `${line};\n`);
  return `CREATE TABLE ${table} (\n${inside.join(',\n')}\n);\n${behind.join('')}`;
}

/**
 * From the catalogs, as pg_dump does it. NOT NULL is told with the column: Postgres 18 knows it as a constraint too.
 */
const DESCRIBE_TABLES = `
  WITH described AS (
    SELECT oid, relname, reloptions
    FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relname <> 'migration'
  ), line (relname, part, place, line) AS (
    SELECT relname, 1, to_char(attnum, '0000'),
           concat(quote_ident(attname), ' ', format_type(atttypid, atttypmod),
                  ' COLLATE ' || (SELECT quote_ident(collname) FROM pg_collation
                                  WHERE pg_collation.oid = attcollation AND attcollation <> typcollation),
                  ' DEFAULT ' || pg_get_expr(adbin, adrelid, true), CASE WHEN attnotnull THEN ' NOT NULL' END)
    FROM described
    JOIN pg_attribute ON attrelid = described.oid AND attnum > 0 AND NOT attisdropped
    JOIN pg_type ON pg_type.oid = atttypid
    LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
    UNION ALL
    SELECT relname, 2, conname, concat('CONSTRAINT ', quote_ident(conname), ' ',
           regexp_replace(pg_get_constraintdef(pg_constraint.oid, true), '\\s*\\n\\s*', ' ', 'g'))
    FROM described
    JOIN pg_constraint ON conrelid = described.oid AND contype <> 'n'
    UNION ALL
    SELECT relname, 3, option, format('ALTER TABLE %I SET (%s)', relname, replace(option, '=', ' = '))
    FROM described
    CROSS JOIN unnest(reloptions) AS option
    UNION ALL
    SELECT relname, 4, indexrelid::regclass::text,
           concat(pg_get_indexdef(indexrelid, 0, true), CASE WHEN NOT indisvalid THEN ' -- broken off' END)
    FROM described
    JOIN pg_index ON indrelid = described.oid
    WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
    UNION ALL
    SELECT relname, 5, tgname, pg_get_triggerdef(pg_trigger.oid, true)
    FROM described
    JOIN pg_trigger ON tgrelid = described.oid AND NOT tgisinternal
    UNION ALL
    SELECT relname, 6, coalesce(attname, ''),
           format('COMMENT ON %s IS %L', coalesce('COLUMN ' || quote_ident(relname) || '.' || quote_ident(attname),
                                                  'TABLE ' || quote_ident(relname)), description)
    FROM described
    JOIN pg_description ON objoid = described.oid AND classoid = 'pg_class'::regclass
    LEFT JOIN pg_attribute ON (attrelid, attnum) = (objoid, objsubid)
  )
  SELECT quote_ident(relname) AS "table", part < 3 AS inside, line
  FROM line
  ORDER BY relname COLLATE "C", part, place COLLATE "C"`;
