import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '../config/settings.js';
import { dataSourceOptions } from './data-source.js';
import { Database } from '../database/database.js';
import { DatabaseMetrics } from '../database/database.metrics.js';

/** One pool: TypeORM for cold reads, `Database` for the hot paths. The schema is migrated before this opens it. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: ({ DATABASE_URL, DATABASE_POOL_SIZE, DATABASE_CA_FILE }: Settings) =>
        dataSourceOptions(DATABASE_URL ?? '', DATABASE_POOL_SIZE, DATABASE_CA_FILE),
    }),
  ],
  providers: [Database, DatabaseMetrics],
  exports: [Database],
})
export class DatabaseModule {}
