import { Module } from '@nestjs/common';
import { JobLeases } from './job-leases.js';

/** Which worker has which job, and until when. The only owner of its tables. */
@Module({ providers: [JobLeases], exports: [JobLeases] })
export class JobLeasesModule {}
