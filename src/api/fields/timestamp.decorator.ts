import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Of RFC 3339, and without the seconds. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Years of four digits, in UTC: V8 takes the year 0001, as Postgres writes it, for 2001, and 10000 is not RFC 3339. */
const FIRST = Date.parse('1000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** A moment: an RFC 3339 date and time with its offset, in a year of four digits. Becomes a `Date`. */
export function IsTimestamp(): PropertyDecorator {
  return becomesDate((value) => DATE_TIME.test(value));
}

/** The same, or a date alone, for its first moment in UTC: enough where a list is filtered. Becomes a `Date`. */
export function IsTimestampOrDate(): PropertyDecorator {
  return becomesDate((value) => DATE_TIME.test(value) || DATE.test(value));
}

function becomesDate(isWritten: (value: string) => boolean): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, format: 'date-time' }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && isWritten(value) ? (momentOf(value) ?? value) : value,
    ),
    IsDate({
      message:
        'must be a date and time with its offset, such as 2026-01-31T09:30:00Z, in one of the years 1000 to 9999',
    }),
  );
}

function momentOf(value: string): Date | null {
  const date = value.slice(0, 10);
  // V8 reads the 30th of February as the 2nd of March. Every month has 28 days.
  const day = Number(date.slice(8));
  if (day > 28 && new Date(`${date}T00:00:00Z`).getUTCDate() !== day) return null;
  const moment = new Date(value);
  const isOfFourDigits = moment.getTime() >= FIRST && moment.getTime() <= LAST;
  return isOfFourDigits ? moment : null;
}
