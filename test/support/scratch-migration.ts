import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';

/** Runs `work` while the migrations of the relay end with one more, which does what `up` says. */
export async function withMigration<Result>(
  up: (runner: QueryRunner) => Promise<unknown>,
  work: () => Promise<Result>,
  { transaction = true } = {},
): Promise<Result> {
  class Scratch9999999999999 implements MigrationInterface {
    readonly transaction = transaction;

    async up(runner: QueryRunner): Promise<void> {
      await up(runner);
    }

    async down(): Promise<void> {}
  }
  const migrations = MIGRATIONS as (new () => MigrationInterface)[];
  migrations.push(Scratch9999999999999);
  try {
    return await work();
  } finally {
    migrations.splice(migrations.indexOf(Scratch9999999999999), 1);
  }
}

export const SCRATCH = 'Scratch9999999999999';
