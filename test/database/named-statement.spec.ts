import { expect, it } from 'vitest';
import { columns } from '../../src/database/columns.js';
import { namedStatement } from '../../src/database/named-statement.js';

interface Pet {
  name: string;
  age: number | null;
}

const PETS = columns<Pet>({
  name: ['text', ({ name }) => name],
  age_years: ['integer', ({ age }) => age],
});

const FEED = namedStatement(
  'feed',
  { at: 'timestamptz', pets: PETS, meals: 'text[]', by: 'text' },
  ({ at, pets, meals, by }) => `${by} | ${pets.arrays} | ${pets.names} | ${meals} | ${at} | ${by}`,
);

it('text and values agree on the place of each parameter, in whatever order a call names them', () => {
  expect(FEED.text).toBe(
    '$5::text | $2::text[], $3::integer[] | name, age_years | $4::text[] | $1::timestamptz | $5::text',
  );
  const at = new Date(0);
  const pets = [
    { name: 'Rex', age: 3 },
    { age: null, name: 'Tom' },
  ];
  expect(FEED.values({ by: 'me', meals: ['fish'], pets, at })).toEqual([
    at,
    '{"Rex","Tom"}',
    '{3,NULL}',
    '{"fish"}',
    'me',
  ]);
});

it('a batch of none has an empty array for each column', () => {
  expect(PETS.values([])).toEqual(['{}', '{}']);
});

it('a call that names another parameter, or gives another type, does not compile', () => {
  const given = { at: null, pets: [], meals: [], by: null };
  // @ts-expect-error: one is missing.
  FEED.values({ at: null, pets: [], meals: [] });
  // @ts-expect-error: a number is no text.
  FEED.values({ ...given, by: 1 });
  // @ts-expect-error: a column's value has another type than the column.
  columns<Pet>({ name: ['integer', ({ name }) => name] });
  // @ts-expect-error: there is no such parameter.
  namedStatement('stroke', { pet: 'text' }, ({ dog }) => String(dog));
  expect(FEED.values(given)).toHaveLength(5);
});
