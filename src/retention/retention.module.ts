import { Module } from '@nestjs/common';
import { RetentionSweep } from './retention.sweep.js';

/** Deletes old jobs with all that is kept of them. */
@Module({ providers: [RetentionSweep] })
export class RetentionModule {}
