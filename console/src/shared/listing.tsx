import { Divider, Stack, Table, useMatches } from '@mantine/core';
import type { ReactNode } from 'react';
import { Facts } from './facts.js';

/** What is shown of each row under a name. */
export interface Column<Row> {
  readonly name: string;
  readonly show: (row: Row) => ReactNode;
  /** Numbers stand on the right. */
  readonly isNumber?: boolean;
  /** Of a wide table. */
  readonly width?: number | string;
}

/** Rows with all their columns: a table, and on a phone a list of rows with their columns one below the other. */
export function Listing<Row>({
  rows,
  keyOf,
  columns,
  mark,
}: {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** The first is what the row is known by. Left out where they are null. */
  columns: readonly (Column<Row> | null)[];
  /** Stands before a row, such as a box to select it. `null` as a row: before all of them. */
  mark?: ((row: Row | null) => ReactNode) | undefined;
}): ReactNode {
  const isWide = useMatches({ base: false, md: true }, { getInitialValueInEffect: false });
  const shown = columns.filter((column) => column !== null);
  const Shown = isWide ? Wide<Row> : Narrow<Row>;
  return <Shown rows={rows} keyOf={keyOf} columns={shown} mark={mark} />;
}

interface Shown<Row> {
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly mark: ((row: Row | null) => ReactNode) | undefined;
}

function Wide<Row>({ rows, keyOf, columns, mark }: Shown<Row>): ReactNode {
  return (
    <Table highlightOnHover styles={{ td: { verticalAlign: 'top', overflowWrap: 'anywhere' } }}>
      <Table.Thead>
        <Table.Tr>
          {mark && <Table.Th w={40}>{mark(null)}</Table.Th>}
          {columns.map(({ name, isNumber, width }) => (
            <Table.Th key={name} ta={isNumber ? 'right' : undefined} w={width}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={keyOf(row)}>
            {mark && <Table.Td>{mark(row)}</Table.Td>}
            {columns.map(({ name, show, isNumber }) => (
              <Table.Td key={name} ta={isNumber ? 'right' : undefined}>
                {show(row) ?? '–'}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Narrow<Row>({ rows, keyOf, columns: [first, ...rest], mark }: Shown<Row>): ReactNode {
  return (
    <>
      {mark?.(null)}
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {rows.map((row) => (
          <li key={keyOf(row)} style={{ overflowWrap: 'anywhere' }}>
            <Divider mb="sm" />
            {mark?.(row)}
            {first?.show(row)}
            <Facts facts={rest.map(({ name, show }) => [name, show(row) ?? '–'])} />
          </li>
        ))}
      </Stack>
    </>
  );
}
