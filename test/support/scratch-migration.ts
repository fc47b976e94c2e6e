import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';

/** Runs `work` while the migrations of the relay end with one more, by that `name`, which does what `up` says. */
export async function withMigration<Result>(
  up: (runner: QueryRunner) => Promise<unknown>,
  work: () => Promise<Result>,
  { transaction = true, name = SCRATCH } = {},
): Promise<Result> {
  class Scratch implements MigrationInterface {
    static readonly name = name;
    readonly transaction = transaction;

    async up(runner: QueryRunner): Promise<void> {
      await up(runner);
    }

    async down(): Promise<void> {}
  }
  const migrations = MIGRATIONS as (new () => MigrationInterface)[];
  migrations.push(Scratch);
  try {
    return await work();
  } finally {
    migrations.splice(migrations.indexOf(Scratch), 1);
  }
}

export const SCRATCH = 'Scratch9999999999999';
