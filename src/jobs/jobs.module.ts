import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ExportJobEntity } from './job.entity.js';
import { JobListRepository } from './job-list.repository.js';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

/** What a job is. */
@Module({
  imports: [TypeOrmModule.forFeature([ExportJobEntity])],
  controllers: [JobsController],
  providers: [JobsService, JobsRepository, JobListRepository],
  exports: [JobsService],
})
export class JobsModule {}
