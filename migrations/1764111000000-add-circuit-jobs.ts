import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets a circuit tell one job that meets fault after fault from many that meet one each. */
export class AddCircuitJobs1764111000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A constant default writes no row anew; replicas of the release before leave the column alone.
    await runner.query(ADD_JOBS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE delivery_circuit DROP COLUMN jobs');
  }
}

const ADD_JOBS = `
  ALTER TABLE delivery_circuit ADD COLUMN jobs uuid[] NOT NULL DEFAULT '{}';

  COMMENT ON COLUMN delivery_circuit.jobs IS
    'jobs that met trouble since Pleo last answered one as it should; no more than matter'`;
