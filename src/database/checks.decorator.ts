import { Check } from 'typeorm';

/**
 * Names the CHECK constraints of an entity's table. Their conditions are in the migrations only: TypeORM compares names
 * here and never synchronises.
 */
export function Checks(...names: string[]): ClassDecorator {
  return (target) => {
    for (const name of names) Check(name, 'true')(target);
  };
}
