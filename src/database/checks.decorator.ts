import { Check } from 'typeorm';

/**
 * Names the CHECK constraints of an entity's table. What they check stands in the migrations alone: TypeORM, which
 * only compares here and never synchronises, goes by the names.
 */
export function Checks(...names: string[]): ClassDecorator {
  return (target) => {
    for (const name of names) Check(name, 'true')(target);
  };
}
