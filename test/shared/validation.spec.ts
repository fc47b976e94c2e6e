import { Type } from 'class-transformer';
import { IsOptional, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { IsWholeNumber } from '../../src/shared/fields/whole-number.decorator.js';
import { IsText } from '../../src/shared/fields/text.decorator.js';
import { check, type Mistake, ValidationFailed } from '../../src/shared/validation.js';

class Page {
  @IsWholeNumber(1, 9)
  number!: number;
}

class Book {
  @IsText()
  title!: string;

  @IsOptional()
  @MinLength(3)
  @MaxLength(1)
  mark?: string;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Page)
  pages?: Page[];
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
    expect((book as Book).pages?.[0]).toBeInstanceOf(Page);
  });

  it('names every mistake at once, each with its place', () => {
    expect(mistakesIn({ title: 7, colour: 'red', pages: [{ number: 1 }, { number: 10 }, {}] })).toEqual([
      { pointer: '/colour', detail: 'is not known here' },
      { pointer: '/title', detail: 'must be a string of valid Unicode without NUL characters' },
      { pointer: '/pages/1/number', detail: 'must be a whole number from 1 to 9' },
      { pointer: '/pages/2/number', detail: 'must be a whole number from 1 to 9' },
    ]);
  });

  it('names two mistakes in one place', () => {
    expect(mistakesIn({ title: 'Ledger', mark: 'ab' }).map(({ pointer }) => pointer)).toEqual([
      '/mark',
      '/mark',
    ]);
  });

  it('puts the place of the value before those of its parts', () => {
    expect(mistakesIn({ title: 7 }, '/books/3')).toMatchObject([{ pointer: '/books/3/title' }]);
    expect(mistakesIn(null, '/books/3')).toEqual([{ pointer: '/books/3', detail: 'must be a JSON object' }]);
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
