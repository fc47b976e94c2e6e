import { Transform } from 'class-transformer';

/** In small letters before it is checked, the way Postgres gives UUIDs back. */
export function LowerCased(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.toLowerCase() : value,
  );
}
