import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobsModule } from '../jobs/jobs.module.js';
import { ExportJobItemEntity } from './export-job-item.entity.js';
import { ItemListRepository } from './item-list.repository.js';
import { ItemsStanding } from './items-standing.js';
import { ItemsController } from './items.controller.js';
import { ItemsMetrics } from './items.metrics.js';
import { ItemsRepository } from './items.repository.js';
import { ItemsService } from './items.service.js';

/** The results of the accounting entries of jobs. */
@Module({
  imports: [JobsModule, TypeOrmModule.forFeature([ExportJobItemEntity])],
  controllers: [ItemsController],
  providers: [ItemsService, ItemListRepository, ItemsRepository, ItemsStanding, ItemsMetrics],
  exports: [ItemsRepository, ItemsStanding],
})
export class ItemsModule {}
