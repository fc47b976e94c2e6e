import { IsOptional, MaxLength, MinLength } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { IsWholeNumber } from '../../src/api/fields/whole-number.decorator.js';
import { IsText } from '../../src/api/fields/text.decorator.js';
import { check, type Mistake, ValidationFailed } from '../../src/api/validation.js';

class Book {
  @IsText()
  title!: string;

  @IsOptional()
  @MinLength(3, { message: 'is too short' })
  @MaxLength(1, { message: 'is too long' })
  mark?: string;

  @IsOptional()
  @IsWholeNumber(1, 9)
  volume?: number;

  @IsOptional()
  pages?: unknown;
}

function mistakesIn(value: unknown, parent?: string): Mistake[] {
  const checked = check(Book, value, parent);
  return checked instanceof ValidationFailed ? checked.mistakes : [];
}

describe('check', () => {
  it('gives back the DTO', () => {
    const book = check(Book, { title: 'Ledger', pages: [{ number: 1 }] });
    expect(book).toBeInstanceOf(Book);
    expect(book).toEqual({ title: 'Ledger', pages: [{ number: 1 }] });
  });

  it('names every mistake at once, each with its place', () => {
    expect(mistakesIn({ title: 7, colour: 'red', volume: 10 })).toEqual([
      { pointer: '/colour', detail: 'is not known here' },
      { pointer: '/title', detail: 'must be a string of valid Unicode without NUL characters' },
      { pointer: '/volume', detail: 'must be a whole number from 1 to 9' },
    ]);
  });

  it('names one mistake in one place: that of the rule that is written first', () => {
    expect(mistakesIn({ title: 'Ledger', mark: 'ab' })).toEqual([
      { pointer: '/mark', detail: 'is too short' },
    ]);
  });

  it('puts the place of the value before those of its parts', () => {
    expect(mistakesIn({ title: 7 }, '/books/3')).toMatchObject([{ pointer: '/books/3/title' }]);
    expect(mistakesIn(null, '/books/3')).toEqual([{ pointer: '/books/3', detail: 'must be a JSON object' }]);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])(
    'refuses the property %s, though every object has one',
    (name) => {
      const value: unknown = JSON.parse(`{ "title": "Ledger", "${name}": {} }`);
      expect(mistakesIn(value)).toEqual([{ pointer: `/${name}`, detail: 'is not known here' }]);
    },
  );

  it('lists 20 unknown properties and counts the others', () => {
    const unknown = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`odd${index}`, 1]));
    const mistakes = mistakesIn({ title: 'Ledger', ...unknown }, '/books/3');
    expect(mistakes).toHaveLength(21);
    expect(mistakes[19]).toEqual({ pointer: '/books/3/odd19', detail: 'is not known here' });
    expect(mistakes[20]).toEqual({
      pointer: '/books/3',
      detail: 'has 5 more properties that are not known',
    });
  });

  it('does not repeat a name of more than 100 characters', () => {
    expect(mistakesIn({ title: 'Ledger', ['x'.repeat(5000)]: 1 })).toEqual([
      { pointer: `/${'x'.repeat(100)}`, detail: 'is not known here' },
    ]);
  });

  it('leaves what a property holds as it is, however deep', () => {
    let deep: unknown = { __proto__: null };
    for (let level = 0; level < 20_000; level++) deep = { deep };
    expect((check(Book, { title: 'Ledger', pages: deep }) as Book).pages).toBe(deep);
    expect(mistakesIn({ title: deep }).map(({ pointer }) => pointer)).toEqual(['/title']);
  });

  it('escapes names as JSON pointers do', () => {
    expect(mistakesIn({ title: 'Ledger', 'a/b~c': 1 })).toMatchObject([{ pointer: '/a~1b~0c' }]);
  });

  it.each([null, undefined, 7, 'text', true, [], [{ title: 'Ledger' }]])(
    'takes %j for no object',
    (value) => {
      expect(mistakesIn(value)).toEqual([{ pointer: '', detail: 'must be a JSON object' }]);
    },
  );
});

describe('ValidationFailed', () => {
  it('says in its message what is wrong and where', () => {
    const failed = new ValidationFailed([
      { pointer: '', detail: 'must be a JSON object' },
      { pointer: '/title', detail: 'is odd' },
    ]);
    expect(failed.message).toBe('The request must be a JSON object; /title is odd');
    expect(failed.type).toBe('VALIDATION_FAILED');
  });
});
